import Matrices
import PhysicalDevices

/// What an operation returned, as a recording writes it. SI units; arrays are base64 of little-endian values.
struct OutcomeValues: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case identity, rows, columns, outputs, seconds, applied, conductances
        case saturatedFraction = "saturated_fraction"
        case refusedCells = "refused_cells"
    }

    var identity: RecordedIdentity?
    var rows: Int?
    var columns: Int?
    var outputs: String?
    var saturatedFraction: Double?
    var seconds: Double?
    var applied: Int?
    var refusedCells: Int?
    var conductances: String?

    private static let largestExtent = 1 << 20

    init(_ outcome: DeviceOutcome) {
        switch outcome {
        case .done: break
        case .opened(let identity): self.identity = RecordedIdentity(identity)
        case .measured(let measured):
            rows = measured.outputs.rows
            columns = measured.outputs.columns
            outputs = Base64Values.text(measured.outputs.elements)
            saturatedFraction = measured.saturatedFraction.isFinite ? measured.saturatedFraction : nil
            seconds = measured.duration.value.isFinite ? measured.duration.value : nil
        case .programmed(let report):
            applied = report.applied
            refusedCells = report.refusedCells
            seconds = report.duration.value.isFinite ? report.duration.value : nil
        case .conductances(let cells):
            rows = cells.rows
            columns = cells.columns
            conductances = Base64Values.text(cells.elements)
        }
    }

    /// The outcome that the members describe; throws ``Misfit``.
    func outcome() throws -> DeviceOutcome {
        if let identity {
            return .opened(
                DeviceIdentity(
                    vendor: identity.vendor, model: identity.model, serial: identity.serial,
                    firmware: identity.firmware))
        }
        if let outputs {
            return .measured(
                Measured(
                    outputs: try matrix(outputs), saturatedFraction: saturatedFraction ?? .nan,
                    duration: TimeSpan(seconds ?? .nan)))
        }
        if let applied {
            return .programmed(
                ProgramReport(
                    applied: applied, refusedCells: refusedCells ?? 0, duration: TimeSpan(seconds ?? .nan)))
        }
        if let conductances { return .conductances(try matrix(conductances)) }
        return .done
    }

    private func matrix(_ text: String) throws -> Matrix<Float> {
        guard let rows, let columns, (0...Self.largestExtent).contains(rows),
            (0...Self.largestExtent).contains(columns),
            let values = Base64Values.floats(text, count: rows * columns)
        else { throw Misfit("the values are not base64 of rows x columns floats") }
        return Matrix(rows: rows, columns: columns, elements: values)
    }
}
