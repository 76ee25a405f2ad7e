import Matrices

extension DeviceConformance.Bench {
    /// A block at the origin, small enough for every array.
    var block: CellBlock {
        let array = descriptor.array
        return CellBlock(
            tile: 0, rows: 0..<min(8, array.rows), columns: 0..<max(2, min(8, array.columns / 2 * 2)))
    }

    /// Every input at `level` of full scale, for `n` vectors.
    func drive(_ level: Float, n: Int = 3) -> DriveRequest {
        let gain = min(max(1, descriptor.converter.gain.lowerBound), descriptor.converter.gain.upperBound)
        return DriveRequest(
            block: block, drive: Matrix(rows: n, columns: block.rows.count, repeating: level), gain: gain,
            fullScale: descriptor.converter.fullScales.upperBound)
    }

    /// `count` pulses on every cell of the block.
    func pulses(_ count: Int8) -> PulseMap? {
        guard let pulses = descriptor.pulses else { return nil }
        return PulseMap(
            block: block, counts: [Int8](repeating: count, count: block.count), shape: pulses.nominal)
    }
}

extension DeviceConformance {
    @Sendable static func checkMeasurement(_ bench: Bench) async throws -> [Finding] {
        guard bench.descriptor.capabilities.contains(.vectorProcessor) else { return [] }
        let request = bench.drive(0.5)
        let measured = try await bench.gate.process(request)
        let largest = Double(measured.outputs.largestMagnitude)
        let limit = request.fullScale.value * 1.001
        return expect(largest <= limit, "readings stay within the converter's full scale", "\(largest) V")
            + expect(
                (0...1).contains(measured.saturatedFraction), "the saturated share is a share",
                "\(measured.saturatedFraction)")
            + expect(measured.duration.value >= 0, "a measurement takes time", "\(measured.duration)")
    }

    @Sendable static func checkLargeBatch(_ bench: Bench) async throws -> [Finding] {
        guard bench.descriptor.capabilities.contains(.vectorProcessor) else { return [] }
        // The gate itself checks that every vector has come back.
        _ = try await bench.gate.process(bench.drive(0.25, n: 2 * bench.descriptor.maximumVectors + 1))
        return []
    }

    @Sendable static func checkRefusals(_ bench: Bench) async throws -> [Finding] {
        var findings: [Finding] = []
        if bench.descriptor.capabilities.contains(.vectorProcessor) {
            var outside = bench.drive(0.5)
            outside.block.tile = bench.descriptor.array.tiles
            for request in [outside, bench.drive(1.5), bench.drive(.nan), bench.drive(0.5, n: 0)] {
                let error = await refusal { _ = try await bench.gate.process(request) }
                findings += expect(
                    error?.hardwareState == .asBefore, "an impossible drive is refused", "\(String(describing: error))")
            }
        }
        if let pulses = bench.descriptor.pulses, var map = bench.pulses(1) {
            map.shape.setAmplitude = Voltage(pulses.setAmplitude.upperBound.value * 1.01)
            let error = await refusal { _ = try await bench.gate.program(map) }
            findings += expect(
                error?.code == .refusedByEnvelope, "a pulse above the envelope is refused",
                "\(String(describing: error))")
        }
        return findings
    }

    @Sendable static func checkPulses(_ bench: Bench) async throws -> [Finding] {
        guard bench.descriptor.capabilities.isSuperset(of: [.pulseProgrammable, .conductanceReadable]),
            let pulses = bench.descriptor.pulses, let set = bench.pulses(Int8(min(10, pulses.maximumCount))),
            let reset = bench.pulses(-Int8(min(10, pulses.maximumCount))), let none = bench.pulses(0)
        else { return [] }
        func mean() async throws -> Double {
            let cells = try await bench.gate.conductances(bench.block).elements
            return cells.reduce(0) { $0 + Double($1) } / Double(cells.count)
        }
        let before = try await mean()
        let nothing = try await bench.gate.program(none)
        let report = try await bench.gate.program(set)
        let raised = try await mean()
        _ = try await bench.gate.program(reset)
        let lowered = try await mean()
        return expect(nothing.applied == 0, "no pulses asked for, none applied", "\(nothing.applied)")
            + expect(
                report.applied + report.refusedCells > 0 && report.applied <= set.total,
                "a report counts the pulses applied", "\(report)")
            + expect(raised > before, "SET pulses raise the mean conductance", "\(before) S to \(raised) S")
            + expect(lowered < raised, "RESET pulses lower the mean conductance", "\(raised) S to \(lowered) S")
    }

    @Sendable static func checkFabrication(_ bench: Bench) async throws -> [Finding] {
        guard let device = bench.device as? any Fabricable,
            bench.descriptor.capabilities.contains(.vectorProcessor)
        else { return [] }
        var readings: [Matrix<Float>] = []
        for seed: UInt64 in [7, 7, 8] {
            await device.fabricate(seed: seed)
            readings.append(try await bench.gate.process(bench.drive(0.5)).outputs)
        }
        return expect(readings[0] == readings[1], "the same seed gives the same readings", "they differ")
            + expect(readings[0] != readings[2], "another seed gives other readings", "they are the same")
    }
}
