import PhysicalDevices
import PhysicalLearning
import RandomStreams

/// Units that have another device, optics for instance, before their cells or in their place.
extension RunPlan {
    /// The ids of the devices that stand before units.
    var frontEndDevices: Set<String> { Set(experiment.units.compactMap { $0.frontEnd?.device }) }

    /// The circuits, each with its front end. Units on the same device get fields of view of their own, in order.
    func addingFrontEnds(
        to circuits: [UnitCircuit], devices: DeviceRegistry, meter: ActivityMeter
    ) async throws -> [UnitCircuit] {
        var circuits = circuits
        var fields: [String: Int] = [:]
        for (index, unit) in experiment.units.enumerated() {
            guard let asked = unit.frontEnd else { continue }
            let entry = try await devices.entry(asked.device)
            let field = fields[asked.device, default: 0]
            fields[asked.device] = field + 1
            let inputs = index == 0 ? dataset.inputs : experiment.units[index - 1].outputs
            var frontEnd = try FrontEnd(
                tile: field, inputs: inputs, features: shapes[index].inputs, gate: entry.gate,
                descriptor: await entry.device.descriptor, meter: meter)
            if asked.mask, let range = await entry.gate.maskRange {
                let mask = PhaseMask(field: field, pixels: inputs, range: range, gate: entry.gate)
                try await mask.show()
                frontEnd.mask = mask
            }
            circuits[index].frontEnd = frontEnd
        }
        return circuits
    }

    /// Arms the devices of the front ends; where they are simulated, `anew` makes them from the run's seed.
    func prepareFrontEnds(devices: DeviceRegistry, anew: Bool) async throws {
        for id in frontEndDevices.sorted() {
            let entry = try await devices.entry(id)
            try await entry.gate.arm()
            guard anew, let device = entry.device as? any Fabricable,
                await device.descriptor.capabilities.contains(.fabricable)
            else { continue }
            await device.fabricate(seed: RandomStream(seed: seed, name: "front-end/\(id)").key)
        }
    }

    /// Refuses front ends that are not there or do not fit, before anything is driven.
    func checkFrontEnds(devices: DeviceRegistry) async throws {
        var fields: [String: Int] = [:]
        for (index, unit) in experiment.units.enumerated() {
            guard let asked = unit.frontEnd else { continue }
            let key = "unit.\(index).front-end"
            let entry: DeviceRegistry.Entry
            do {
                entry = try await devices.entry(asked.device)
            } catch let error as LaboratoryError {
                throw file.error(at: key, error.message, remedy: error.remedy)
            }
            let descriptor = await entry.device.descriptor
            guard descriptor.capabilities.contains(.vectorProcessor) else {
                throw file.error(
                    at: key, "the device \(asked.device) cannot be driven with vectors", remedy: "choose one that can")
            }
            if asked.mask {
                guard await entry.gate.maskRange != nil else {
                    throw file.error(
                        at: key, "the device \(asked.device) has no mask to train",
                        remedy: "give the unit cells (mask = false), or the device a mask")
                }
            }
            let field = fields[asked.device, default: 0]
            fields[asked.device] = field + 1
            let inputs = index == 0 ? dataset.inputs : experiment.units[index - 1].outputs
            let features = shapes[index].inputs
            let block = CellBlock(tile: field, rows: 0..<inputs, columns: 0..<2 * features)
            guard block.fits(descriptor.array, inPairs: true) else {
                let array = descriptor.array
                throw file.error(
                    at: key,
                    "field \(field) with \(inputs) inputs and \(features) outputs is not on \(asked.device), which has "
                        + "\(array.tiles) fields of \(array.rows) x \(array.outputs)",
                    remedy: "use fewer inputs, features or units, or a larger device")
            }
        }
        try checkMethod()
    }

    /// Refuses a method that cannot do with front ends.
    private func checkMethod() throws {
        let trainer = experiment.trainer
        if experiment.units.contains(where: { $0.frontEnd != nil }), trainer == .pat || trainer == .inSilico {
            throw file.error(
                at: "trainer", "\(trainer.rawValue) needs a model of every unit, and there is none of a front end",
                remedy: "use a method without a model")
        }
        let trainsMasks = trainer == .perturbation || trainer == .randomUnits
        if let unit = experiment.units.first(where: { $0.frontEnd?.mask == true }), !trainsMasks {
            throw file.error(
                at: "trainer", "\(trainer.rawValue) trains cells, and unit \(unit.name) has a mask instead",
                remedy: "use trainer = \"perturbation\"")
        }
    }
}
