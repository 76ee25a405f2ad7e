import ControlInterface
import ControlServer
import Testing

@Suite("Varlink error replies", .timeLimit(.minutes(1)))
struct VarlinkErrorReplyTests {
    private func error(_ method: String, _ parameters: JSONValue = [:]) async throws -> VarlinkError? {
        var caught: VarlinkError?
        try await withTestServer { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            caught = await #expect(throws: VarlinkError.self) {
                try await client.call(method, parameters, returning: JSONValue.self)
            }
            // Whatever went wrong, the connection goes on.
            #expect(try await client.call("io.pibd.Test.Count", ["to": 1]) == TestService.Count(number: 1))
        }
        return caught
    }

    @Test("the service's own error arrives as it is")
    func own() async throws {
        let error = try await error("io.pibd.Test.Refuse")
        #expect(error?.name == "io.pibd.Test.Refused")
        #expect(error?.description == "too hot; wait")
    }

    @Test(
        "what the interface does not declare is refused by name",
        arguments: [
            ("org.example.Nothing.Do", "InterfaceNotFound", "interface", "org.example.Nothing"),
            ("nodots", "InterfaceNotFound", "interface", "nodots"), ("", "InterfaceNotFound", "interface", ""),
            ("io.pibd.Test.Fly", "MethodNotFound", "method", "io.pibd.Test.Fly"),
            ("org.varlink.service.Fly", "MethodNotFound", "method", "org.varlink.service.Fly"),
        ])
    func notFound(method: String, name: String, parameter: String, value: String) async throws {
        let error = try await error(method)
        #expect(error?.name == "org.varlink.service." + name)
        #expect(error?.parameters[parameter] == .string(value))
    }

    @Test(
        "a parameter that is missing, unknown or of the wrong type is refused by name",
        arguments: [
            ("Count", [:], "to"), ("Count", ["to": "3"], "to"), ("Count", ["to": 3, "fast": true], "fast"),
            ("Echo", ["value": 1], "value"),
        ] as [(String, JSONValue, String)])
    func invalidParameter(method: String, parameters: JSONValue, name: String) async throws {
        let error = try await error("io.pibd.Test." + method, parameters)
        #expect(error?.name == "org.varlink.service.InvalidParameter")
        #expect(error?.parameters["parameter"] == .string(name))
    }

    @Test(
        "a handler that fails, breaks the rules or replies with NaN gives an InternalError",
        arguments: ["Crash", "Silent", "NaN"])
    func internalError(method: String) async throws {
        let error = try await error("io.pibd.Test." + method)
        #expect(error?.name == "io.pibd.Test.InternalError")
        #expect(error?.parameters["message"]?.stringValue?.contains(method) == true)
    }

    @Test("a second last reply never reaches the client")
    func twice() async throws {
        try await withTestServer { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            _ = try await client.call("io.pibd.Test.Twice", JSONValue.object([:]), returning: JSONValue.self)
            #expect(try await client.call("io.pibd.Test.Count", ["to": 1]) == TestService.Count(number: 1))
        }
    }

    @Test("a stream that the handler leaves unfinished ends with an InternalError")
    func unfinished() async throws {
        try await withTestServer { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            var replies = 0
            let error = await #expect(throws: VarlinkError.self) {
                let stream = client.stream(
                    "io.pibd.Test.Unfinished", JSONValue.object([:]), returning: JSONValue.self)
                for try await _ in stream { replies += 1 }
            }
            #expect(error?.name == "io.pibd.Test.InternalError")
            #expect(replies == 1)
        }
    }

    @Test("upgrading the connection is refused")
    func upgrade() async throws {
        try await withTestServer { path, _ in
            let socket = try RawSocket.connecting(to: path)
            try await socket.send("{\"method\":\"io.pibd.Test.Silent\",\"upgrade\":true}\0")
            #expect(try await socket.message()?.contains("org.varlink.service.InvalidParameter") == true)
        }
    }

    @Test("the service describes itself and its interfaces")
    func introspection() async throws {
        try await withTestServer { path, _ in
            let client = try await VarlinkClient.connect(unixSocket: path)
            let info: JSONValue = try await client.call("org.varlink.service.GetInfo", JSONValue.object([:]))
            #expect(info["interfaces"] == ["org.varlink.service", "io.pibd.Test"])
            #expect(info["vendor"] == "pibd")
            let method = "org.varlink.service.GetInterfaceDescription"
            let described: JSONValue = try await client.call(method, ["interface": "io.pibd.Test"])
            #expect(described["description"] == .string(TestService.interface))
            let error = await #expect(throws: VarlinkError.self) {
                try await client.call(method, ["interface": "a.b"], returning: JSONValue.self)
            }
            #expect(error?.name == "org.varlink.service.InterfaceNotFound")
        }
    }

    @Test("an interface served twice is refused")
    func duplicate() throws {
        struct Service: VarlinkService {
            let interfaces: [VarlinkInterfaceDescription]
            func handle(_ call: VarlinkCall) async throws {}
        }
        let interface = try VarlinkInterfaceDescription(parsing: "interface a.b")
        #expect(throws: VarlinkServerError.duplicateInterface("a.b")) {
            try makeServer(Service(interfaces: [interface, interface]))
        }
    }
}
