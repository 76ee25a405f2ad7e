import ControlInterface
import Laboratory
import PhysicalDevices

extension LabService {
    /// The most readings that one call can bring back: what one message holds.
    private static let mostReadings = 500_000
    /// [s] that one call may take: a week.
    private static let mostSeconds = 604_800.0

    /// Runs a test routine of the device's own, or only says how long it could take.
    func characterise(_ request: CharacteriseDevice, by user: Operator) async throws -> CharacteriseDevice.Reply {
        let method = try CharacterisationMethod(named: request.method, request.parameters ?? [:])
        let block = CellBlock(
            tile: 0, rows: try neighbours(request.rows, "rows"), columns: try neighbours(request.columns, "columns"))
        let exposure = method.parameters.exposure
        guard block.rows.count * block.columns.count * (exposure.readings + 1) <= Self.mostReadings else {
            throw LabError(
                .invalidParameter(parameter: "rows"),
                message: "\(method.name) can bring back \(exposure.readings) readings a cell, too many for "
                    + "\(block.count) cells in one call",
                remedy: "Ask for fewer cells at a time.")
        }
        let longest = longestSeconds(exposure, cells: block.count)
        guard longest <= Self.mostSeconds else {
            throw LabError(
                .invalidParameter(parameter: "parameters"), message: "\(method.name) could last longer than a week",
                remedy: "Make the pulses and pauses shorter, or ask for fewer cells at a time.")
        }
        if request.dryRun == true {
            _ = try await laboratory.devices.supervisor(request.device)
            return CharacteriseDevice.Reply(
                method: method.name, readVoltage: nil, cells: [], seconds: 0, longestSeconds: longest)
        }
        let record = try await using(request.device, by: user, for: "a test routine") { entry in
            try await entry.gate.characterise(CharacterisationRequest(block: block, method: method))
        }
        return CharacteriseDevice.Reply(
            method: record.method, readVoltage: record.readVoltage.value, cells: record.series.map(MeasuredCell.init),
            seconds: record.duration.value, longestSeconds: longest)
    }

    /// The pulses and pauses, ten milliseconds for each reading, and ten seconds for each cell's job to begin and end.
    private func longestSeconds(_ exposure: PulseExposure, cells: Int) -> Double {
        Double(cells) * (exposure.duration.value + 0.01 * Double(exposure.readings) + 10)
    }

    /// The range that a list of neighbours stands for.
    private func neighbours(_ list: [Int], _ name: String) throws -> Range<Int> {
        guard let first = list.first, (0...65_535).contains(first), list.count <= 4096,
            list.enumerated().allSatisfy({ $1 == first + $0 })
        else {
            throw LabError(
                .invalidParameter(parameter: name), message: "\(name) are not neighbours in ascending order",
                remedy: "Name one, or several next to each other, from 0; call again for others.")
        }
        return first..<first + list.count
    }
}

extension MeasuredCell {
    fileprivate init(_ series: CellSeries) {
        self.init(row: series.row, column: series.column, points: series.points.map(MeasuredPoint.init))
    }
}

extension MeasuredPoint {
    fileprivate init(_ point: CharacterisationPoint) {
        self.init(
            voltage: point.voltage.value,
            // No current is an infinite resistance, which JSON cannot write.
            resistance: point.resistance.value.isFinite ? point.resistance.value : nil, width: point.width.value,
            current: point.current?.value, cycle: point.cycle)
    }
}
