import Matrices
import PhysicalDevices

/// The parameters of an operation as a recording writes them. SI units; arrays are base64 of little-endian values.
struct OperationValues: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case tile, rows, columns, vectors, drive, gain, counts, width, targets, voltages
        case fullScale = "full_scale"
        case setAmplitude = "set_amplitude"
        case resetAmplitude = "reset_amplitude"
    }

    var tile: Int?
    /// First row and the one after the last.
    var rows: [Int]?
    /// First column and the one after the last.
    var columns: [Int]?
    var vectors: Int?
    var drive: String?
    var gain: Double?
    var fullScale: Double?
    var counts: String?
    var setAmplitude: Double?
    var resetAmplitude: Double?
    var width: Double?
    var targets: String?
    var voltages: [Double]?

    private static let largestIndex = 1 << 20
    private static let needParameters: Set<String> = [
        "process", "program", "program-targets", "read-conductances", "hold",
    ]

    /// Nil for an operation without parameters.
    init?(_ operation: DeviceOperation) {
        switch operation {
        case .open, .close, .safeState, .other: return nil
        case .process(let request):
            self.init(request.block)
            vectors = request.drive.rows
            drive = Base64Values.text(request.drive.elements)
            gain = request.gain
            fullScale = request.fullScale.value
        case .program(let map):
            self.init(map.block)
            counts = Base64Values.text(map.counts)
            setAmplitude = map.shape.setAmplitude.value
            resetAmplitude = map.shape.resetAmplitude.value
            width = map.shape.width.value
        case .programTargets(let map):
            self.init(map.block)
            targets = Base64Values.text(map.targets.elements)
        case .conductances(let block): self.init(block)
        case .hold(let request):
            self.init()
            tile = request.tile
            rows = [request.rows.lowerBound, request.rows.upperBound]
            voltages = request.voltages.map(\.value)
        }
    }

    private init() {}

    private init(_ block: CellBlock) {
        tile = block.tile
        rows = [block.rows.lowerBound, block.rows.upperBound]
        columns = [block.columns.lowerBound, block.columns.upperBound]
    }

    /// The operation called `name` with these parameters; throws ``Misfit``.
    static func operation(_ name: String, _ values: OperationValues?) throws -> DeviceOperation {
        switch name {
        case "open": return .open
        case "close": return .close
        case "safe-state": return .safeState
        default: break
        }
        guard let values else {
            guard !needParameters.contains(name) else { throw Misfit("\"\(name)\" has no parameters") }
            return .other(String(name.prefix(40)))
        }
        switch name {
        case "process": return .process(try values.drivenVectors())
        case "program": return .program(try values.pulses())
        case "program-targets":
            let block = try values.block()
            return .programTargets(
                TargetMap(
                    block: block,
                    targets: try values.matrix(values.targets, block.rows.count, block.columns.count, "targets")))
        case "read-conductances": return .conductances(try values.block())
        case "hold":
            let rows = try range(values.rows, "rows")
            let voltages = try required(values.voltages, "voltages")
            guard voltages.count == rows.count else { throw Misfit("there is not one voltage a row") }
            return .hold(
                BiasRequest(tile: try values.tileNumber(), rows: rows, voltages: voltages.map { Voltage($0) }))
        default: throw Misfit("no operation is called \"\(name.prefix(40))\"")
        }
    }
}

/// Why members do not make what they should.
struct Misfit: Error {
    let problem: String
    init(_ problem: String) { self.problem = problem }
}

extension OperationValues {
    private func drivenVectors() throws -> DriveRequest {
        let block = try block()
        let vectors = try Self.required(vectors, "vectors")
        return DriveRequest(
            block: block, drive: try matrix(drive, vectors, block.rows.count, "drive"),
            gain: try Self.required(gain, "gain"), fullScale: Voltage(try Self.required(fullScale, "full_scale")))
    }

    private func pulses() throws -> PulseMap {
        let block = try block()
        guard let counts = Base64Values.signedBytes(try Self.required(counts, "counts"), count: block.count) else {
            throw Misfit("the counts are not base64 of one byte a cell")
        }
        return PulseMap(
            block: block, counts: counts,
            shape: PulseShape(
                setAmplitude: Voltage(try Self.required(setAmplitude, "set_amplitude")),
                resetAmplitude: Voltage(try Self.required(resetAmplitude, "reset_amplitude")),
                width: TimeSpan(try Self.required(width, "width"))))
    }

    private func block() throws -> CellBlock {
        CellBlock(
            tile: try tileNumber(), rows: try Self.range(rows, "rows"), columns: try Self.range(columns, "columns"))
    }

    private func tileNumber() throws -> Int {
        let tile = try Self.required(tile, "tile")
        guard (0...Self.largestIndex).contains(tile) else { throw Misfit("the tile is \(tile)") }
        return tile
    }

    private func matrix(_ text: String?, _ rows: Int, _ columns: Int, _ name: String) throws -> Matrix<Float> {
        guard (0...Self.largestIndex).contains(rows) else { throw Misfit("\(name) of \(rows) rows") }
        guard let values = Base64Values.floats(try Self.required(text, name), count: rows * columns) else {
            throw Misfit("\(name) is not base64 of \(rows) x \(columns) floats")
        }
        return Matrix(rows: rows, columns: columns, elements: values)
    }

    private static func range(_ ends: [Int]?, _ name: String) throws -> Range<Int> {
        let ends = try required(ends, name)
        guard ends.count == 2, ends[0] >= 0, ends[0] <= ends[1], ends[1] <= largestIndex else {
            throw Misfit("\(name) is not a first index and the one after the last")
        }
        return ends[0]..<ends[1]
    }

    private static func required<Value>(_ value: Value?, _ name: String) throws -> Value {
        guard let value else { throw Misfit("the member \"\(name)\" is missing") }
        return value
    }
}
