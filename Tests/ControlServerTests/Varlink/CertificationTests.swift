import ControlInterface
import ControlServer
import Testing

@Suite(
    "Certification against the Python implementation", .timeLimit(.minutes(1)),
    .enabled(if: PythonVarlink.interpreter != nil, "set PIBD_TEST_PYTHON to a python3 that has varlink 31 installed"))
struct CertificationTests {
    @Test("our server passes their client")
    func server() async throws {
        try await withSocketDirectory { directory in
            let service = try CertificationService(interface: try await PythonVarlink.certificationInterface())
            let server = try makeServer(service)
            let path = directory + "/s"
            try await server.start(unixSocket: path)
            let outcome = try await PythonVarlink.run(
                "-m", "varlink.tests.test_certification", "--client", "--varlink=unix:\(path)")
            await server.stop()
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(outcome.output.contains("Certification passed"), "\(outcome.output)")
            #expect(service.isComplete)
        }
    }

    @Test("our client passes their server")
    func client() async throws {
        try await withSocketDirectory { directory in
            let path = directory + "/s"
            try await PythonVarlink.withCertificationServer(at: path) {
                let client = try await VarlinkClient.connect(unixSocket: path)
                try await certify(client)
                await client.close()
            }
        }
    }

    /// Calls each method with what the one before has returned.
    private func certify(_ client: VarlinkClient) async throws {
        let prefix = "org.varlink.certification."
        let start: [String: JSONValue] = try await client.call(prefix + "Start", JSONValue.object([:]))
        let id = try #require(start["client_id"])
        var last: [String: JSONValue] = [:]
        for number in 1...9 {
            last["client_id"] = id
            last = try await client.call(prefix + "Test0\(number)", last)
        }
        var strings: [JSONValue] = []
        last["client_id"] = id
        for try await reply in client.stream(prefix + "Test10", last, returning: [String: JSONValue].self) {
            strings.append(try #require(reply["string"]))
        }
        #expect(strings == CertificationService.numbered)
        let replies: [String: JSONValue] = ["client_id": id, "last_more_replies": .array(strings)]
        try await client.callOneway(prefix + "Test11", replies)
        let end: [String: JSONValue] = try await client.call(prefix + "End", ["client_id": id])
        #expect(end == ["all_ok": true])
    }

    @Test("their command line lists, describes and calls our service")
    func commandLine() async throws {
        try await withTestServer { path, _ in
            let info = try await PythonVarlink.run("-m", "varlink.cli", "info", "unix:\(path)")
            #expect(info.status == 0 && info.output.contains("io.pibd.Test"), "\(info.output)")
            let help = try await PythonVarlink.run("-m", "varlink.cli", "help", "unix:\(path)/io.pibd.Test")
            #expect(help.status == 0, "\(help.output)")
            #expect(help.output.contains("method Count(to: int) -> (number: int)"), "\(help.output)")
            let call = try await PythonVarlink.run(
                "-m", "varlink.cli", "call", "unix:\(path)/io.pibd.Test.Count", "{\"to\": 1}")
            #expect(call.status == 0 && call.output.contains("\"number\": 1"), "\(call.output)")
            let stream = try await PythonVarlink.run(
                "-m", "varlink.cli", "call", "-m", "unix:\(path)/io.pibd.Test.Count", "{\"to\": 3}")
            #expect(stream.status == 0 && stream.output.contains("\"number\": 3"), "\(stream.output)")
            let refused = try await PythonVarlink.run(
                "-m", "varlink.cli", "call", "unix:\(path)/io.pibd.Test.Refuse", "{}")
            #expect(refused.output.contains("io.pibd.Test.Refused"), "\(refused.output)")
        }
    }
}
