import CElementwise
import Matrices
import PhysicalDevices

/// A device before a unit's cells that is not trained by pulses: it turns inputs into features, which drive the cells.
///
/// Scattering optics, for instance: the unit's inputs are shown, and what the camera measures is the unit's X. Nothing
/// of it needs to be known, as a unit learns from the X that was measured.
public struct FrontEnd: Sendable {
    /// The part of the device: its rows are the inputs, its outputs the features.
    public let block: CellBlock
    /// The programmable gain, for a camera its exposure; found by calibration.
    public var exposure = 1.0
    /// The phases of the mask in the light path that are to be trained; nil for none.
    public var mask: PhaseMask?
    let gate: SafetyGate
    let descriptor: DeviceDescriptor
    let meter: ActivityMeter

    /// A front end on the device behind `gate`.
    ///
    /// - Parameters:
    ///   - tile: the tile (field of view) it has for itself.
    ///   - inputs: d_in of the unit.
    ///   - features: what it measures of each sample.
    /// - Throws: `PlacementError` when the device has no such tile or too few inputs or outputs.
    public init(
        tile: Int, inputs: Int, features: Int, gate: SafetyGate, descriptor: DeviceDescriptor, meter: ActivityMeter
    ) throws {
        block = CellBlock(tile: tile, rows: 0..<inputs, columns: 0..<2 * features)
        guard block.fits(descriptor.array, inPairs: true) else {
            throw PlacementError(needed: tile + 1, array: descriptor.array)
        }
        self.gate = gate
        self.descriptor = descriptor
        self.meter = meter
    }

    /// Features for each sample.
    public var features: Int { block.outputs }

    /// Measures the features of inputs (n x d_in): n x features, in parts of full scale.
    public func forward(_ inputs: Matrix<Float>) async throws -> Matrix<Float> {
        var drive = inputs
        let steps = Float((1 << descriptor.drive.bits) - 1)
        drive.withUnsafeMutableElements { if let base = $0.baseAddress { pibd_quantise(base, $0.count, steps) } }
        let request = DriveRequest(
            block: block, drive: drive, gain: exposure, fullScale: descriptor.converter.fullScales.upperBound)
        return try await meter.during(.device) { try await gate.process(request) }.outputs
    }

    /// Finds the exposure at which the mean feature is `target`, from short ones to long ones; returns the passes of
    /// `samples` (n x d_in) it took. Darkness for ever leaves the longest exposure.
    mutating func calibrate(
        on samples: Matrix<Float>, to target: Double = 0.2, mostPasses: Int = 12
    ) async throws -> Int {
        let range = descriptor.converter.gain
        exposure = max(1, range.lowerBound)
        for pass in 1...mostPasses {
            let features = try await forward(samples)
            let mean = Double(features.columnMeans().reduce(0, +)) / Double(max(1, features.columns))
            let factor = mean > 0 ? min(16, target / mean) : 16
            let next = min(range.upperBound, max(range.lowerBound, exposure * factor))
            if abs(factor - 1) < 0.02 || next == exposure { return pass }
            exposure = next
        }
        return mostPasses
    }
}

extension Placement {
    /// A unit without cells: what its front end measures is its output.
    public static let none = Placement(pieces: [])
}
