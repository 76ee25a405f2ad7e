import Matrices
import PhysicalDevices

/// Vectors times cells, by sums of bit lines.
///
/// A word line is either driven at the read voltage or not, so an input is one bit; inputs of more bits take one pass a
/// bit, from the lowest to the highest, and the passes are added with their weights here.
extension ArcOne: VectorProcessor {
    public func process(_ request: Cleared<DriveRequest>) async throws -> Measured {
        let request = request.request
        let start = ContinuousClock.now
        return try await operate("process") { device, link in
            var currents: [Float] = []
            currents.reserveCapacity(request.drive.rows * request.block.columns.count)
            for vector in 0..<request.drive.rows {
                currents += try await device.currents(of: request.drive.row(vector), request.block, link)
            }
            return device.measured(currents, request, duration: start.elapsed)
        }
    }

    /// The current of every column for one vector [A].
    private func currents(of vector: [Float], _ block: CellBlock, _ link: ArcLink) async throws -> [Float] {
        let steps = Float((1 << settings.driveBits) - 1)
        let codes = vector.map { Int(($0 * steps).rounded(.toNearestOrEven)) }
        var sums = [Float](repeating: 0, count: block.columns.count)
        for bit in 0..<settings.driveBits {
            let words = block.rows.enumerated().filter { codes[$0.offset] >> bit & 1 == 1 }.map { $0.element + 1 }
            // Without a word line there is no current, and no job.
            guard !words.isEmpty else { continue }
            for (index, column) in block.columns.enumerated() {
                try Task.checkCancellation()
                sums[index] += Float(1 << bit) * (try await current(words, bit: column + 1, link))
            }
        }
        return sums.map { $0 / steps }
    }

    private func current(_ words: [Int], bit: Int, _ link: ArcLink) async throws -> Float {
        let job = ArcBitLineJob(reading: bit, words: words, readVoltage: settings.session.readVoltage)
        let reply = try await link.floats(3, for: .bitLine(job))
        let triplet = ArcTriplet(resistance: reply[0], voltage: reply[1], width: reply[2])
        guard triplet.isPlausible else {
            throw await implausible(link, ArcCell(word: words[0], bit: bit), triplet.resistance, "process")
        }
        return abs(triplet.voltage / triplet.resistance)
    }

    /// Currents of columns as signed codes of outputs: z = gain dI / (Vfs Gmax).
    private func measured(_ currents: [Float], _ request: DriveRequest, duration: TimeSpan) -> Measured {
        let fullCurrent = abs(settings.session.readVoltage.value) * settings.conductanceWindow.upperBound.value
        let scale = Float(request.gain / fullCurrent)
        let levels = Float((1 << (Self.converterBits - 1)) - 1)
        let weight = Float(request.fullScale.value) / levels
        var saturated = 0
        let outputs = (0..<currents.count / 2).map { index -> Float in
            let code = ((currents[2 * index] - currents[2 * index + 1]) * scale / weight).rounded()
            if abs(code) >= levels { saturated += 1 }
            return min(max(code, -levels), levels) * weight
        }
        return Measured(
            outputs: Matrix(rows: request.drive.rows, columns: request.block.outputs, elements: outputs),
            saturatedFraction: Double(saturated) / Double(max(1, outputs.count)), duration: duration)
    }
}
