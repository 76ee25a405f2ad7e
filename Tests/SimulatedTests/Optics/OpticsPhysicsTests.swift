import Matrices
import PhysicalDevices
import Simulated
import Testing

@Suite("Optical physics")
struct OpticsPhysicsTests {
    private static func mean(_ values: [Float]) -> Double {
        values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count))
    }

    private static func variance(_ values: [Float]) -> Double {
        let mean = mean(values)
        let squares = values.reduce(0.0) { sum, value in
            let distance = Double(value) - mean
            return sum + distance * distance
        }
        return squares / Double(max(1, values.count))
    }

    private static func correlation(_ a: [Float], _ b: [Float]) -> Double {
        let (meanA, meanB) = (mean(a), mean(b))
        var (aa, bb, ab) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            let (u, v) = (Double(x) - meanA, Double(y) - meanB)
            aa += u * u
            bb += v * v
            ab += u * v
        }
        return ab / (aa * bb).squareRoot()
    }

    /// A quiet rig with many camera pixels, all modulator pixels at full amplitude.
    private func speckle(_ change: (inout OpticsParameters) -> Void = { _ in }) async throws -> (
        bench: OpticsBench, request: DriveRequest
    ) {
        let bench = try await OpticsBench {
            $0.makeQuiet()
            $0.cameraPixels = 8192
            change(&$0)
        }
        let block = CellBlock(tile: 0, rows: 0..<24, columns: 0..<2 * 8192)
        let drive = Matrix<Float>(rows: 1, columns: 24, repeating: 1)
        return (bench, DriveRequest(block: block, drive: drive, gain: 0.25, fullScale: Voltage(1)))
    }

    @Test("speckle is fully developed: its mean follows the exposure, its contrast is one")
    func contrast() async throws {
        let (bench, request) = try await speckle()
        let light = try await bench.gate.process(request).outputs.elements
        let mean = Self.mean(light)
        let contrast = Self.variance(light).squareRoot() / mean
        #expect(abs(mean - 0.25 * 0.2) < 0.003)
        #expect(abs(contrast - 1) < 0.05)
    }

    @Test("a drift to a correlation leaves pictures that correlate by its square", arguments: [0.9, 0.5, 0])
    func drift(correlation: Double) async throws {
        let (bench, request) = try await speckle()
        let before = try await bench.gate.process(request).outputs.elements
        await bench.rig.drift(toCorrelation: correlation)
        let after = try await bench.gate.process(request).outputs.elements
        #expect(abs(Self.correlation(before, after) - correlation * correlation) < 0.06)
        #expect(abs(Self.mean(after) / Self.mean(before) - 1) < 0.05)
    }

    @Test("the medium forgets at its hourly rate")
    func decorrelation() async throws {
        let (bench, request) = try await speckle {
            $0.hourlyCorrelation = 0.8
            $0.settleTime = TimeSpan(7200)
        }
        let before = try await bench.gate.process(request).outputs.elements
        let after = try await bench.gate.process(request).outputs.elements
        #expect(abs(Self.correlation(before, after) - 0.8 * 0.8 * 0.8 * 0.8) < 0.06)
    }

    @Test("light is that of the fields' sum: twice the amplitude is four times the light")
    func intensity() async throws {
        let (bench, request) = try await speckle { $0.modulatorBits = 16 }
        var half = request
        half.drive = Matrix(rows: 1, columns: 24, repeating: 0.5)
        let full = try await bench.gate.process(request).outputs.elements
        let quarter = try await bench.gate.process(half).outputs.elements
        for (a, b) in zip(full, quarter) where a < 1 { #expect(abs(a - 4 * b) < 2e-4) }
    }

    @Test("an opposite phase of half the pixels changes the picture, the same phase of all does not")
    func globalPhase() async throws {
        let (bench, request) = try await speckle {
            $0.hasMask = true
            $0.lowestAmplitude = 1
            $0.modulatorBits = 16
        }
        func picture(_ phases: [Float]) async throws -> [Float] {
            try await bench.gate.display(MaskRequest(field: 0, phases: phases))
            return try await bench.gate.process(request).outputs.elements
        }
        let flat = try await picture([Float](repeating: 0, count: 24))
        let shifted = try await picture([Float](repeating: 2, count: 24))
        let mixed = try await picture((0..<24).map { $0 % 2 == 0 ? 0 : 2 })
        for (a, b) in zip(flat, shifted) { #expect(abs(a - b) < 1e-4) }
        #expect(Self.correlation(flat, mixed) < 0.7)
    }

    @Test("shot noise has the variance of the electrons counted")
    func shotNoise() async throws {
        let bench = try await OpticsBench {
            $0.makeQuiet()
            $0.fullWell = 5000
        }
        var request = bench.request(n: 1)
        request.drive = Matrix(rows: 4000, columns: 24, repeating: 0.7)
        let pictures = try await bench.gate.process(request).outputs
        for pixel in 0..<8 {
            let values = (0..<pictures.rows).map { pictures[$0, pixel] }
            let mean = Self.mean(values)
            guard mean > 0.05, mean < 0.8 else { continue }
            let ratio = Self.variance(values) / (mean / 5000)
            #expect(abs(ratio - 1) < 0.12)
        }
    }

    @Test("readings are whole codes, clipped at full scale and counted there")
    func codes() async throws {
        let bench = try await OpticsBench()
        let measured = try await bench.read(exposure: 8)
        var saturated = 0
        for reading in measured.outputs.elements {
            #expect(abs(reading * 255 - (reading * 255).rounded()) < 1e-3)
            #expect((0...1).contains(reading))
            if reading == 1 { saturated += 1 }
        }
        #expect(saturated > 0)
        #expect(abs(measured.saturatedFraction - Double(saturated) / Double(measured.outputs.elements.count)) < 0.01)
    }

    @Test("a late camera shows what the modulator held one frame before")
    func late() async throws {
        let prompt = try await OpticsBench { $0.makeQuiet() }
        let late = try await OpticsBench {
            $0.makeQuiet()
            $0.isOneFrameLate = true
        }
        let now = try await prompt.read(n: 4).outputs
        let then = try await late.read(n: 4).outputs
        for frame in 1..<4 { #expect(then.row(frame) == now.row(frame - 1)) }
        #expect(try await late.read(n: 4).outputs.row(0) == now.row(3))
    }
}
