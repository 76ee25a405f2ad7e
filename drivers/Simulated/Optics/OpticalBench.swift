import FaultScripts
import Foundation
import Matrices
import PhysicalDevices
import RandomStreams

/// Modulators, medium and camera of a simulated rig, without the device around them.
///
/// A value: the same seed and the same operations give the same pictures bit for bit. Requests are taken as they are.
struct OpticalBench: Sendable {
    let parameters: OpticsParameters
    let seed: UInt64
    private var fields: [Int: OpticalField] = [:]
    private var injuries = 0
    /// [ns] since it was built, on its own clock.
    private var clock: Int64 = 0

    init(parameters: OpticsParameters, seed: UInt64) {
        self.parameters = parameters
        self.seed = seed
    }

    private var seconds: Double { Double(clock) / 1e9 }

    /// Shows the inputs of a request one after the other and takes a picture of each.
    mutating func measure(_ request: DriveRequest) -> Measured {
        var field = takeField(request.block.tile)
        let (readings, saturated, repeated) = field.measure(request, at: seconds)
        fields[request.block.tile] = field
        let n = request.drive.rows
        let duration =
            Double(n) * parameters.settleTime.value + Double(n + repeated) * parameters.frameTime.value
        pass(duration)
        let fullScale = Float(request.fullScale.value)
        return Measured(
            outputs: Matrix(
                rows: n, columns: request.block.outputs,
                elements: fullScale == 1 ? readings : readings.map { $0 * fullScale }),
            saturatedFraction: Double(saturated) / Double(max(1, readings.count)), duration: TimeSpan(duration))
    }

    /// Sets a part of a mask.
    mutating func display(_ request: MaskRequest) {
        var field = takeField(request.field)
        field.display(request)
        fields[request.field] = field
        pass(parameters.settleTime.value)
    }

    /// Moves the medium at once, so that it correlates with what it was by `correlation`.
    mutating func drift(toCorrelation correlation: Double) {
        for index in fields.keys.sorted() { fields[index]?.drift(toCorrelation: correlation) }
    }

    /// Shows a fault of the light path; others are not its affair.
    mutating func suffer(_ fault: Fault) {
        injuries += 1
        if fault.kind == .drift { drift(toCorrelation: pow(parameters.hourlyCorrelation, fault.duration / 3600)) }
        for index in fields.keys.sorted() {
            let stream = RandomStream(seed: seed, name: "injury/\(index)/\(injuries)")
            switch fault.kind {
            case .stuckCells: fields[index]?.stick(share: fault.share, stream: stream)
            case .deadOutputs: fields[index]?.kill(share: fault.share, stream: stream)
            default: break
            }
        }
    }

    private mutating func pass(_ time: Double) {
        let (sum, isTooLong) = clock.addingReportingOverflow(Int64(min(max(time, 0) * 1e9, 1e18).rounded()))
        clock = isTooLong ? .max : sum
    }

    /// Takes a field out of the table, so that changing it copies nothing; the caller puts it back. Fields are made
    /// when first touched.
    private mutating func takeField(_ index: Int) -> OpticalField {
        fields.removeValue(forKey: index)
            ?? OpticalField(parameters, field: index, seed: seed, at: seconds)
    }
}
