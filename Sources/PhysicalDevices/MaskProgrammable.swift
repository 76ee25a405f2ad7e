import Matrices

/// A device with pixels whose phase can be set, as often as one likes and without wear: a modulator in a light path.
public protocol MaskProgrammable: PhysicalDevice {
    /// What a mask can be set to; nil for a device that has none after all.
    var maskRange: MaskRange? { get }
    /// Sets a part of a mask and returns when it has settled. Throws `DeviceError`.
    func display(_ request: Cleared<MaskRequest>) async throws
}

/// The masks of a device.
public struct MaskRange: Sendable, Equatable {
    /// Masks, one for each field of view.
    public var fields: Int
    /// Pixels of a mask.
    public var pixels: Int
    /// Phases that a pixel can be set to [rad]; the device rounds to its levels.
    public var phases: ClosedRange<Double>
    /// Levels of a pixel.
    public var levels: Int
    /// Most masks in a sequence; 1 for a modulator that holds one at a time.
    public var frames: Int
    /// How long a new mask takes to settle [s].
    public var settleTime: TimeSpan

    /// A range from its parts.
    public init(fields: Int, pixels: Int, phases: ClosedRange<Double>, levels: Int, frames: Int, settleTime: TimeSpan) {
        self.fields = fields
        self.pixels = pixels
        self.phases = phases
        self.levels = levels
        self.frames = frames
        self.settleTime = settleTime
    }
}

/// Phases for neighbouring pixels of one mask, or a sequence of them. Pixels that are not named keep what they have.
///
/// Of a sequence of k masks the vector i of every later request is shown through mask i mod k.
public struct MaskRequest: Sendable, Equatable {
    /// The mask, from 0.
    public var field: Int
    /// The first pixel, from 0.
    public var first: Int
    /// The phases [rad], within the device's range: a row for each mask of the sequence.
    public var phases: Matrix<Float>

    /// A request from its parts.
    public init(field: Int, first: Int = 0, phases: Matrix<Float>) {
        self.field = field
        self.first = first
        self.phases = phases
    }

    /// A request for a single mask.
    public init(field: Int, first: Int = 0, phases: [Float]) {
        self.init(field: field, first: first, phases: Matrix(rows: 1, columns: phases.count, elements: phases))
    }
}

extension SafetyGate {
    /// What the masks of the device can be set to; nil for a device without.
    public var maskRange: MaskRange? {
        get async { await (device as? any MaskProgrammable)?.maskRange }
    }

    /// Sets a part of a mask. Throws `DeviceError`: refusals before anything is shown, and failures.
    public func display(_ request: MaskRequest) async throws {
        let operation = "display"
        guard let range = await maskRange else { throw notSupported(operation) }
        try await energise(
            (any MaskProgrammable).self, operation, { try $0.clear(request, within: range) },
            { try await $0.display($1) })
    }
}

extension SafetyLimiter {
    /// Light does not hurt a pixel: what is refused is what the modulator does not have.
    func clear(_ request: MaskRequest, within range: MaskRange) throws -> Cleared<MaskRequest> {
        let end = request.first.addingReportingOverflow(request.phases.columns)
        guard (0..<range.fields).contains(request.field), request.first >= 0, request.phases.columns > 0, !end.overflow,
            end.partialValue <= range.pixels
        else {
            throw invalid(
                "display",
                "\(request.phases.columns) phases from pixel \(request.first) of mask \(request.field) do not fit "
                    + "\(range.fields) masks of \(range.pixels) pixels", remedy: "Choose pixels the modulator has.")
        }
        guard (1...max(1, range.frames)).contains(request.phases.rows) else {
            throw invalid(
                "display", "a sequence of \(request.phases.rows) masks where 1 to \(range.frames) can be held",
                remedy: "Show fewer masks at a time.")
        }
        let phases = Float(range.phases.lowerBound)...Float(range.phases.upperBound)
        guard request.phases.elements.allSatisfy(phases.contains) else {  // NaN too
            throw invalid(
                "display", "a phase outside \(phases.lowerBound) to \(phases.upperBound) rad",
                remedy: "Bring phases into the modulator's range first.")
        }
        return Cleared(request)
    }
}
