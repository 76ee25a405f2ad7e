import EnergisedDevices
import Foundation
import Transports
import WireMonitor

/// A CWP1 board on a pseudo-terminal that knows one request, SAFE_STATE, and answers it by its script.
actor TestBoard {
    /// What the board does with the n-th request, from 0.
    typealias Script = @Sendable (_ request: Int) -> [UInt8]

    nonisolated let pair: PtyPair
    private(set) var received: [UInt8] = []
    private(set) var requests = 0

    /// SAFE_STATE as pib-safe is given it, after a zero that ends whatever a dead daemon left unfinished.
    static let send = [0] + WireFrame(0x05, id: 0xFFFF, payload: [0xF5]).bytes
    static let answer = WireFrame(0x85, id: 0xFFFF).bytes

    init() throws { pair = try PtyPair() }

    /// Answers until the line is closed.
    func serve(_ script: @escaping Script = { _ in TestBoard.answer }) async {
        while let bytes = try? await pair.master.read(upTo: 4096, deadline: .now + .seconds(30)) {
            received += bytes
            while received.count >= (requests + 1) * Self.send.count {
                let reply = script(requests)
                requests += 1
                if !reply.isEmpty { try? await pair.master.write(reply, deadline: .now + .seconds(5)) }
            }
        }
    }

    nonisolated func record(_ id: String = "board", expect: [UInt8]? = TestBoard.answer) throws -> EnergisedDevice {
        try EnergisedDevice(
            id: id, address: .pseudoTerminal(path: pair.path), send: Self.send, expect: expect, waitMilliseconds: 100)
    }
}

/// A run of the built program.
struct PibSafeRun {
    let status: Int32
    let lines: [String]

    /// pib-safe as it was built beside the tests.
    static var program: String {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "pib-safe").path
    }

    /// Runs it and waits for its end.
    init(_ arguments: [String], environment: [String: String] = [:]) async throws {
        let process = Process()
        process.executableURL = URL(filePath: Self.program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        let ended = AsyncStream<Void> { continuation in process.terminationHandler = { _ in continuation.finish() } }
        try process.run()
        for await _ in ended {}
        status = process.terminationReason == .exit ? process.terminationStatus : -1
        lines = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }
}

/// A directory for a list, gone when the test is over.
func withList<Result>(_ body: (EnergisedList) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pib-safe-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(EnergisedList(directory: folder))
}

/// Runs `body` with a board that serves.
func serving<Result>(
    _ board: TestBoard, _ script: @escaping TestBoard.Script = { _ in TestBoard.answer },
    _ body: () async throws -> Result
) async throws -> Result {
    let service = Task { await board.serve(script) }
    defer { service.cancel() }
    let result = try await body()
    await board.pair.close()
    return result
}
