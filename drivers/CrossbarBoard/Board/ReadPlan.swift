import Matrices
import PhysicalDevices

/// A drive request as READ_VMM calls, and their answers as outputs.
struct ReadPlan {
    let scale: ReadScale
    let calls: [CWPCall]
    private let request: DriveRequest
    private let arePairs: Bool

    /// Throws `PlanError`.
    init(_ request: DriveRequest, on profile: BoardProfile) throws {
        self.request = request
        scale = ReadScale(request, on: profile)
        arePairs = profile.readsPairs
        let codes = DriveCodes(profile)
        let block = try CWPBlock(request.block)
        let vectors = try Self.vectors(request, codes, profile)
        calls = try stride(from: 0, to: request.drive.rows, by: vectors).map { start in
            let range = start..<min(start + vectors, request.drive.rows)
            let message = CWPReadVMMRequest(
                block: block, vectors: UInt16(range.count), averages: 1, outputFormat: profile.outputFormat,
                isDifferential: profile.readsPairs, inputs: codes.codes(request.drive, range))
            let answer = CWPReadVMMResponse.headSize + range.count * message.outputs * profile.outputFormat.size
            return try CWPCall(message, answerLimit: answer, boardTime: profile.timePerVector * range.count)
        }
    }

    /// Vectors in one request: the board's most, or what its payload and its watchdog leave.
    private static func vectors(_ request: DriveRequest, _ codes: DriveCodes, _ profile: BoardProfile) throws -> Int {
        let bytes = codes.bytes(rows: request.block.rows.count)
        let byPayload = (profile.payloadLimit - CWPReadVMMRequest.headSize) / max(1, bytes)
        guard byPayload >= 1 else {
            throw PlanError(
                "a vector of \(request.block.rows.count) rows takes \(bytes) bytes, and a request holds "
                    + "\(profile.payloadLimit)", remedy: "Drive fewer rows at a time.")
        }
        let time = profile.timePerVector
        let byTime = time > .zero ? max(1, Int(profile.boardTimeLimit / time)) : .max
        return min(profile.descriptor.maximumVectors, byPayload, byTime)
    }

    /// The measurement that the answers make.
    func measured(_ answers: [any CWPPayload]) -> Measured {
        let responses = answers.compactMap { $0 as? CWPReadVMMResponse }
        let width = request.block.outputs
        var saturated = 0
        let outputs = Matrix<Float>(rows: request.drive.rows, columns: width) { target in
            var start = 0
            for response in responses {
                let end = start + Int(response.vectors) * width
                saturated += scale.outputs(
                    response.outputs, arePairs: arePairs,
                    into: UnsafeMutableBufferPointer(rebasing: target[start..<end]))
                start = end
            }
        }
        let microseconds = responses.reduce(0.0) { $0 + Double($1.executionMicroseconds) }
        return Measured(
            outputs: outputs, saturatedFraction: Double(saturated) / Double(max(1, outputs.elements.count)),
            duration: TimeSpan(microseconds / 1e6))
    }
}

/// A request that cannot be put into the board's messages.
struct PlanError: Error {
    let message: String
    let remedy: String

    init(_ message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }
}

extension CWPBlock {
    /// The cells of a block in the protocol's numbers. Throws `PlanError`.
    init(_ block: CellBlock) throws {
        guard let tile = UInt16(exactly: block.tile), let row = UInt16(exactly: block.rows.lowerBound),
            let rows = UInt16(exactly: block.rows.count), let column = UInt16(exactly: block.columns.lowerBound),
            let columns = UInt16(exactly: block.columns.count)
        else { throw PlanError("\(block) cannot be addressed", remedy: "Choose a block on the array.") }
        self.init(tile: tile, row: row, rows: rows, column: column, columns: columns)
    }
}
