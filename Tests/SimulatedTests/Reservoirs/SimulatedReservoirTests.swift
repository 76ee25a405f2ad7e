import FaultScripts
import Foundation
import Matrices
import PhysicalDevices
import Simulated
import Testing

@Suite("Simulated reservoirs")
struct SimulatedReservoirTests {
    @Test("oscillators conform to the device kit")
    func oscillatorConformance() async {
        let kit = DeviceConformance { SimulatedOscillators(id: "oscillators", parameters: .small, seed: 1) }
        #expect(await kit.findings() == [])
    }

    @Test("a magnonic ring conforms to the device kit")
    func ringConformance() async {
        let kit = DeviceConformance { SimulatedMagnonicRing(id: "ring", parameters: .small, seed: 1) }
        #expect(await kit.findings() == [])
    }

    @Test("neither takes pulses, and only oscillators can be set")
    func capabilities() {
        let oscillators = OscillatorNetwork.descriptor(for: .small)
        let ring = MagnonicRing.descriptor(for: .small)
        #expect(oscillators.capabilities == [.vectorProcessor, .targetProgrammable, .fabricable])
        #expect(ring.capabilities == [.vectorProcessor, .fabricable])
        #expect(oscillators.pulses == nil && ring.pulses == nil)
    }

    @Test("a batch measured in parts has the noise of one measured at once")
    func parts() async throws {
        let whole = try await ReservoirBench<OscillatorNetwork>(.small)
        let split = try await ReservoirBench<OscillatorNetwork>(.small)
        let ring = try await ReservoirBench<MagnonicRing>(.small)
        let splitRing = try await ReservoirBench<MagnonicRing>(.small)
        let all = try await whole.gate.process(whole.request(0..<200)).outputs
        let allOfRing = try await ring.gate.process(ring.request(0..<200)).outputs
        var parts: [Matrix<Float>] = []
        var partsOfRing: [Matrix<Float>] = []
        for range in [0..<70, 70..<71, 71..<200] {
            parts.append(try await split.gate.process(split.request(range)).outputs)
            partsOfRing.append(try await splitRing.gate.process(splitRing.request(range)).outputs)
        }
        // Products of matrices of other heights may differ in their last bit, so a reading may differ by one code.
        for (joined, whole, code) in [
            (Matrix.concatenatingRows(parts), all, Float(1) / 2047),
            (Matrix.concatenatingRows(partsOfRing), allOfRing, Float(1) / 511),
        ] {
            #expect(zip(joined.elements, whole.elements).allSatisfy { abs($0 - $1) < 1.01 * code })
        }
    }

    @Test("a block that does not begin at the first row and column is refused, and nothing is driven")
    func blocks() async throws {
        let bench = try await ReservoirBench<OscillatorNetwork>(.small)
        for block in [
            CellBlock(tile: 0, rows: 1..<9, columns: 0..<20), CellBlock(tile: 0, rows: 0..<9, columns: 2..<20),
            CellBlock(tile: 0, rows: 0..<1, columns: 0..<20),
        ] {
            let request = DriveRequest(
                block: block, drive: Matrix(rows: 1, columns: block.rows.count), gain: 1, fullScale: Voltage(1))
            let error = await #expect(throws: DeviceError.self) { try await bench.gate.process(request) }
            #expect(error?.code == .invalidRequest && error?.hardwareState == .asBefore)
        }
    }

    @Test("dead outputs give nothing for good, and cell faults are refused")
    func faults() async throws {
        let bench = try await ReservoirBench<MagnonicRing>(.small)
        try await bench.device.inject(ScheduledFault(Fault(.deadOutputs, share: 1)))
        #expect(try await bench.read().elements.allSatisfy { $0 == 0 })
        let stuck = try ScheduledFault(Fault(.stuckCells, share: 0.1))
        await #expect(throws: FaultScriptError.self) { try await bench.device.inject(stuck) }
    }

    @Test("a lost link makes the device lost, and opening it again brings it back")
    func loss() async throws {
        let bench = try await ReservoirBench<MagnonicRing>(.small)
        try await bench.device.inject(ScheduledFault(Fault(.brownOut)))
        let error = await #expect(throws: DeviceError.self) { try await bench.read() }
        #expect(error?.code == .lost && error?.hardwareState == .unknown)
        #expect(await bench.device.state == .lost)
        try await bench.device.open()
        #expect(await bench.device.state == .ready)
        _ = try await bench.read()
    }
}

@Suite("Coupled oscillators")
struct OscillatorTests {
    private func ideal(_ change: (inout OscillatorParameters) -> Void = { _ in }) -> OscillatorParameters {
        var parameters = OscillatorParameters.small.nominal
        parameters.driveBits = 16
        parameters.converterBits = 24
        parameters.couplingBits = 24
        parameters.amplitude = 1
        change(&parameters)
        return parameters
    }

    @Test("uncoupled pendula swing as single ones do")
    func singlePendulum() async throws {
        let bench = try await ReservoirBench<OscillatorNetwork>(ideal { $0.duration = 2; $0.steps = 40 })
        let request = bench.request()
        let measured = try await bench.gate.process(request).outputs
        for vector in 0..<6 {
            for oscillator in 0..<8 {
                let expected = Self.pendulum(from: Double(request.drive[vector, oscillator]), for: 2)
                #expect(abs(Double(measured[vector, oscillator]) / 0.3 - expected) < 1e-4)
            }
            #expect(measured[vector, 8] == 0 && measured[vector, 9] == 0)
        }
    }

    /// q'' = -sin q from rest, in ten thousand steps of leapfrog.
    private static func pendulum(from start: Double, for time: Double) -> Double {
        var (q, p) = (start, 0.0)
        let h = time / 10_000
        for _ in 0..<10_000 {
            p -= h / 2 * sin(q)
            q += h * p
            p -= h / 2 * sin(q)
        }
        return q
    }

    @Test("a coupling acts both ways, and pulls oscillators towards each other")
    func coupling() async throws {
        let bench = try await ReservoirBench<OscillatorNetwork>(ideal())
        var request = bench.request()
        request.drive = Matrix(rows: 1, columns: 9, elements: [0.8, 0, 0, 0, 0, 0, 0, 0, 0])
        let free = try await bench.gate.process(request).outputs
        try await bench.couple { $0 == 0 && $1 == 9 ? 1 : 0 }
        let coupled = try await bench.gate.process(request).outputs
        #expect(coupled[0, 9] > 0.01)
        #expect(coupled[0, 0] < free[0, 0] - 0.01)
        #expect(coupled[0, 1] == 0)
    }

    @Test("the constant drive is set by the last row and follows its level")
    func constantDrive() async throws {
        let bench = try await ReservoirBench<OscillatorNetwork>(ideal())
        try await bench.couple { $0 == 8 && $1 == 3 ? 1 : 0 }
        for level in [Float(0), 0.5, 1] {
            var request = bench.request()
            request.drive = Matrix(rows: 1, columns: 9, elements: [0, 0, 0, 0, 0, 0, 0, 0, level])
            let measured = try await bench.gate.process(request).outputs
            // q = e t^2 / 2 at first, less what the restoring force takes.
            let expected = level * 4 * 0.98 * 0.125 * 0.3
            #expect(abs(measured[0, 3] - expected) < 0.03 * max(expected, 0.01))
            #expect(measured[0, 4] == 0)
        }
    }

    @Test("the published gap is the default, and the data sheet is without it")
    func gap() {
        let specimen = OscillatorParameters()
        #expect(specimen.couplingNoise == 0.2 && specimen.stiffnessError == 0.1 && specimen.inputNoise == 0.02)
        #expect(specimen.duration == 0.5 && specimen.steps == 5)
        #expect(specimen.nominal.couplingNoise == 0 && specimen.nominal.stiffnessError == 0)
    }
}
