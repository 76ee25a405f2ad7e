import ControlInterface
import ControlServer
import Synchronization

/// The server's half of `org.varlink.certification`: each method insists on what the one before has returned.
final class CertificationService: VarlinkService {
    struct Step: Sendable {
        let method: String
        /// What the client must send besides its id.
        let wants: [String: JSONValue]
        let replies: [JSONValue]
    }

    static let structure: JSONValue = ["bool": false, "int": 2, "float": .double(.pi), "string": "a lot of string"]

    static let mytype: JSONValue = [
        "object": ["method": "org.varlink.certification.Test09", "parameters": ["map": ["foo": "Foo", "bar": "Bar"]]],
        "enum": "two", "struct": ["first": 1, "second": "2"], "array": ["one", "two", "three"],
        "dictionary": ["foo": "Foo", "bar": "Bar"], "stringset": ["one": [:], "two": [:], "three": [:]],
        "interface": [
            "foo": [nil, ["foo": "foo", "bar": "bar"], nil, ["one": "foo", "two": "bar"]],
            "anon": ["foo": true, "bar": false],
        ],
    ]

    static let numbered: [JSONValue] = (1...10).map { .string("Reply number \($0)") }

    static let steps = [
        Step(method: "Test01", wants: [:], replies: [["bool": true]]),
        Step(method: "Test02", wants: ["bool": true], replies: [["int": 1]]),
        Step(method: "Test03", wants: ["int": 1], replies: [["float": 1.0]]),
        Step(method: "Test04", wants: ["float": 1.0], replies: [["string": "ping"]]),
        Step(method: "Test05", wants: ["string": "ping"], replies: [structure]),
        Step(
            method: "Test06", wants: ["bool": false, "int": 2, "float": .double(.pi), "string": "a lot of string"],
            replies: [["struct": structure]]),
        Step(method: "Test07", wants: ["struct": structure], replies: [["map": ["foo": "Foo", "bar": "Bar"]]]),
        Step(
            method: "Test08", wants: ["map": ["foo": "Foo", "bar": "Bar"]],
            replies: [["set": ["one": [:], "two": [:], "three": [:]]]]),
        Step(
            method: "Test09", wants: ["set": ["one": [:], "two": [:], "three": [:]]], replies: [["mytype": mytype]]),
        Step(method: "Test10", wants: ["mytype": mytype], replies: numbered.map { ["string": $0] }),
        Step(method: "Test11", wants: ["last_more_replies": .array(numbered)], replies: [[:]]),
        Step(method: "End", wants: [:], replies: [["all_ok": true]]),
    ]

    let interfaces: [VarlinkInterfaceDescription]
    private let nextStep = Mutex(0)

    /// - Parameter text: The interface file, as the other implementation ships it.
    init(interface text: String) throws {
        interfaces = [try VarlinkInterfaceDescription(parsing: text)]
    }

    /// The client went through all steps.
    var isComplete: Bool { nextStep.withLock { $0 == Self.steps.count } }

    func handle(_ call: VarlinkCall) async throws {
        if call.method.hasSuffix(".Start") { return try await call.reply(["client_id": "c1"]) }
        let step = nextStep.withLock { next -> Step? in
            guard next < Self.steps.count else { return nil }
            defer { next += 1 }
            return Self.steps[next]
        }
        guard let step, call.method == "org.varlink.certification." + step.method,
            call.parameters == .object(step.wants.merging(["client_id": "c1"]) { $1 }),
            call.wantsMore == (step.replies.count > 1), call.isOneway == (step.method == "Test11")
        else {
            let wants = step.map { JSONValue.object($0.wants.merging(["method": .string($0.method)]) { $1 }) } ?? [:]
            throw VarlinkError(
                name: "org.varlink.certification.CertificationError",
                parameters: ["wants": wants, "got": ["method": .string(call.method), "parameters": call.parameters]])
        }
        for (index, reply) in step.replies.enumerated() {
            try await call.reply(reply, continues: index + 1 < step.replies.count)
        }
    }
}
