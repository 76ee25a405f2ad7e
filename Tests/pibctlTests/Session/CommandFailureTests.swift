import ControlInterface
import Testing

@testable import pibctl

@Suite struct CommandFailureTests {
    private static let labErrors: [(LabError.Kind, Int32)] = [
        (.invalidExperiment(file: nil, key: "sed", line: 1), 2), (.invalidData(file: nil), 2),
        (.invalidParameter(parameter: "gain"), 2), (.deviceNotFound(device: "chip"), 2), (.runNotFound(run: 1), 2),
        (.wrongState(state: "paused"), 4), (.refusedByEnvelope(device: "chip", hardwareState: "safe"), 4),
        (.deviceFailed(device: "chip", operation: "read", hardwareState: "unknown"), 5),
        (.deviceLost(device: "chip", hardwareState: "unknown"), 5),
        (.timedOut(device: "chip", hardwareState: "unknown"), 6), (.notPermitted, 7), (.storeFailed, 8),
        (.internalError, 8),
    ]

    @Test("every error of the interface has its exit code, and message and remedy are shown", arguments: labErrors)
    func labError(kind: LabError.Kind, status: Int32) async {
        let laboratory = FakeLaboratory()
        laboratory.fail(
            GetStatus.self, with: LabError(kind, message: "it is wrong", remedy: "make it right").varlinkError)
        let run = await CommandRun.pibctl("status", in: laboratory)
        #expect(run.status == status)
        #expect(run.results.isEmpty)
        #expect(run.messages == "pibctl: it is wrong\n  remedy: make it right\n")
    }

    private static let connectionErrors: [(VarlinkConnectionError, Int32)] = [
        (.notFound(path: "/s"), 3), (.refused(path: "/s"), 3), (.closed(path: "/s"), 3),
        (.unusable(path: "/s", reason: "too long"), 3), (.protocolViolation(path: "/s", reason: "r"), 3),
        (.timedOut(path: "/s", seconds: 5), 6), (.denied(path: "/s"), 7),
    ]

    @Test("every trouble with the connection has its exit code", arguments: connectionErrors)
    func connectionError(error: VarlinkConnectionError, status: Int32) async {
        let run = await CommandRun.run(["status"]) { _ in throw error }
        #expect(run.status == status)
        #expect(run.messages.contains(error.message))
    }

    @Test("an error of several lines keeps them, but cannot steer the terminal")
    func controlCharacters() {
        let failure = CommandFailure(.usage, "line 3:\nseed = \u{1B}[2Jx", remedy: "fix it")
        #expect(failure.text == "pibctl: line 3:\nseed =  [2Jx\n  remedy: fix it\n")
    }

    @Test("a daemon that does not know a call points to the versions")
    func unknownCall() async {
        let run = await CommandRun.pibctl("status")
        #expect(run.status == 2)
        #expect(run.messages.contains("pibctl version"))
    }
}
