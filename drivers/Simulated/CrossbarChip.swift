import Matrices
import PhysicalDevices

/// The cells and converters of a simulated chip, without the device around them: what the simulated driver and the
/// emulators have in common.
///
/// A value: the same seed and the same operations give the same readings bit for bit. Requests are taken as they are;
/// who owns the chip has checked that they fit it.
public struct CrossbarChip: Sendable {
    /// Vectors that are converted in one go; read noise is drawn for each burst.
    public static let burst = 64
    /// [ns] that one vector takes.
    public static let nanosecondsPerVector = 2000

    /// The physics.
    public let parameters: CrossbarParameters
    /// What every device-to-device variation and every noise stream follows from.
    public let seed: UInt64

    var tiles: [Int: CrossbarTile] = [:]
    var damage: [CellDamage] = []
    /// [ns] since it was made, on its own clock. Whole numbers, so that a map sent in pieces takes exactly as long as a
    /// map sent at once.
    var clock: Int64 = 0

    /// A new chip.
    public init(parameters: CrossbarParameters, seed: UInt64) {
        self.parameters = parameters
        self.seed = seed
    }

    /// Drives a block and measures its pairs of columns, `CrossbarChip.burst` vectors at a time.
    public mutating func measure(_ request: DriveRequest) -> Measured { measure(request, inPairs: true) }

    /// Drives a block and measures each column for itself: n x block.columns outputs.
    public mutating func measureColumns(_ request: DriveRequest) -> Measured { measure(request, inPairs: false) }

    private mutating func measure(_ request: DriveRequest, inPairs: Bool) -> Measured {
        let n = request.drive.rows
        let width = inPairs ? request.block.outputs : request.block.columns.count
        var tile = takeTile(request.block.tile)
        defer { tiles[request.block.tile] = tile }
        var outputs: [Float] = []
        outputs.reserveCapacity(n * width)
        var saturated = 0
        for start in stride(from: 0, to: n, by: Self.burst) {
            let burst = start..<min(n, start + Self.burst)
            let reading = tile.read(request, burst: burst, inPairs: inPairs, at: seconds)
            outputs += reading.values
            saturated += reading.saturated
            pass(Int64(Self.nanosecondsPerVector * burst.count))
        }
        return Measured(
            outputs: Matrix(rows: n, columns: width, elements: outputs),
            saturatedFraction: Double(saturated) / Double(max(1, outputs.count)),
            duration: TimeSpan(Double(Self.nanosecondsPerVector * n) / 1e9))
    }

    /// Applies counted pulses.
    public mutating func program(_ map: PulseMap) -> ProgramReport {
        let width = Self.nanoseconds(map.shape.width)
        var tile = takeTile(map.block.tile)
        tile.pulse(map, at: clock, rowTime: width)
        tiles[map.block.tile] = tile
        pass(width * Int64(map.block.rows.count))
        return ProgramReport(
            applied: map.total, refusedCells: 0,
            duration: TimeSpan(map.shape.width.value * Double(map.block.rows.count)))
    }

    /// Programs cells once towards targets [S], open loop.
    public mutating func program(_ map: TargetMap) {
        let scale = 1 / Float(parameters.maximumConductance.value)
        var tile = takeTile(map.block.tile)
        let targets = Matrix(
            rows: map.targets.rows, columns: map.targets.columns, elements: map.targets.elements.map { $0 * scale })
        tile.program(map.block, towards: targets, at: clock)
        tiles[map.block.tile] = tile
    }

    /// The conductances of a block [S].
    public mutating func conductances(_ block: CellBlock) -> Matrix<Float> {
        let tile = takeTile(block.tile)
        defer { tiles[block.tile] = tile }
        let normalised = tile.conductances(block, at: seconds)
        let scale = Float(parameters.maximumConductance.value)
        return Matrix(
            rows: normalised.rows, columns: normalised.columns, elements: normalised.elements.map { $0 * scale })
    }

    /// Keeps rows from `row` on at constant inputs, in fractions of full scale; they add to what is driven elsewhere.
    public mutating func holdInputs(tile index: Int, row: Int, at levels: [Float]) {
        var tile = takeTile(index)
        tile.heldInputs.replaceSubrange(row..<row + levels.count, with: levels)
        tile.holdsInputs = tile.heldInputs.contains { $0 != 0 }
        tiles[index] = tile
    }

    /// Takes all constant inputs back.
    public mutating func releaseInputs() {
        for index in tiles.keys where tiles[index]?.holdsInputs == true {
            holdInputs(tile: index, row: 0, at: [Float](repeating: 0, count: parameters.rows))
        }
    }

    /// Lets time pass: cells drift and relax, if the parameters say so.
    public mutating func age(by time: TimeSpan) { pass(Self.nanoseconds(time)) }

    /// [s] since it was made, on its own clock.
    var seconds: Double { Double(clock) / 1e9 }

    private mutating func pass(_ nanoseconds: Int64) {
        let (sum, isTooLong) = clock.addingReportingOverflow(max(0, nanoseconds))
        clock = isTooLong ? .max : sum
    }

    private static func nanoseconds(_ time: TimeSpan) -> Int64 {
        Int64(min(max(time.value, 0) * 1e9, 1e18).rounded())
    }

    /// Takes a tile out of the table, so that changing it does not copy its cells; the caller puts it back. Tiles are
    /// made when first touched: a chip with many unused ones costs nothing.
    mutating func takeTile(_ index: Int) -> CrossbarTile {
        if let tile = tiles.removeValue(forKey: index) { return tile }
        var tile = CrossbarTile(parameters: parameters, index: index, seed: seed)
        for (number, damage) in damage.enumerated() { tile.suffer(damage, number: number) }
        return tile
    }
}
