import ArgumentParser
import CrossbarBoard
import Matrices
import PhysicalDevices
import RandomStreams
import Transports

/// Measures how many vectors a second a board on a serial line takes from its driver.
struct WireTimings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wire", abstract: "Measures batches on a crossbar board without a pause and counts vectors.")

    @Argument(help: "Where the board is, as in the daemon's configuration: pty:PATH, /dev/..., tcp:HOST:PORT.")
    var address: String

    @Option(help: "Speed of the line [bit/s].") var baud: Int
    @Option(help: "Rows that are driven.") var rows = 128
    @Option(help: "Columns of cells that are read, two a signed output.") var columns = 64
    @Option(help: "Vectors in a batch.") var batch = 64
    @Option(help: "Callers that measure at the same time, each one batch after the other.") var callers = 4
    @Option(help: "Time spent after warm-up [s].") var seconds = 5.0

    /// What was measured, and what one vector weighs on the wire without any framing.
    struct Line: Encodable {
        let peer = "pibd"
        let baud: Int
        let rows: Int
        let columns: Int
        let batch: Int
        let callers: Int
        let seconds: Double
        let vectorsPerSecond: Double
        let inputBytesPerVector: Int
        let outputBytesPerVector: Int
        /// Requests that had to be sent again.
        let retries: Int
    }

    func validate() throws {
        guard rows > 0, columns > 1, columns % 2 == 0, batch > 0, (1...64).contains(callers), seconds > 0 else {
            throw ValidationError("give positive --rows, --batch and --seconds, even --columns, and 1 to 64 --callers")
        }
    }

    func run() async throws {
        let address = try StreamAddress(address)
        var link = SerialSettings()
        link.baudRate = baud
        var settings = CrossbarBoardSettings()
        settings.baud = baud
        let board = CrossbarBoard(
            id: "board", settings: settings, open: { [link] in try await address.open(settings: link, deadline: $0) },
            heartbeat: settings.heartbeat)
        try await board.open()
        do {
            try writeLine(try await measure(board))
        } catch {
            await board.close()
            throw error
        }
        await board.close()
    }

    private func measure(_ board: CrossbarBoard) async throws -> Line {
        let descriptor = await board.descriptor
        let gate = try await SafetyGate(device: board, envelope: SafetyEnvelope(spanning: descriptor))
        let request = request(to: descriptor)
        _ = try await count(gate, request, seconds: seconds / 4)
        let result = try await count(gate, request, seconds: seconds)
        guard result.vectors > 0 else {
            throw ValidationError("fewer than two batches came back in \(seconds) s; give more --seconds")
        }
        return Line(
            baud: baud, rows: rows, columns: columns, batch: batch, callers: callers, seconds: result.seconds,
            vectorsPerSecond: Double(result.vectors) / result.seconds,
            inputBytesPerVector: descriptor.drive.bits <= 8 ? rows : 2 * rows,
            outputBytesPerVector: columns / 2 * (descriptor.converter.bits <= 8 ? 1 : 2),
            retries: await board.counters.retries)
    }

    private func request(to descriptor: DeviceDescriptor) -> DriveRequest {
        var stream = RandomStream(seed: 0, name: "drive")
        return DriveRequest(
            block: CellBlock(tile: 0, rows: 0..<rows, columns: 0..<columns),
            drive: Matrix(rows: batch, columns: rows, elements: stream.uniform(batch * rows)), gain: 1,
            fullScale: descriptor.converter.fullScales.lowerBound)
    }

    /// Measures until the time is over. The clock runs from the first answer to the last, so that neither the filling
    /// of the line nor the length of a batch counts.
    private func count(_ gate: SafetyGate, _ request: DriveRequest, seconds: Double) async throws -> WireCount {
        let end = ContinuousClock.now + .seconds(seconds)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            let (answers, answered) = AsyncStream.makeStream(of: WireCount.Answer.self)
            for _ in 0..<callers {
                group.addTask {
                    repeat {
                        let vectors = try await gate.process(request).outputs.rows
                        answered.yield(WireCount.Answer(vectors: vectors, instant: .now))
                    } while ContinuousClock.now < end
                }
            }
            try await group.waitForAll()
            answered.finish()
            var count = WireCount()
            for await answer in answers { count.add(answer, by: end) }
            return count
        }
    }
}
