import PhysicalDevices
import PhysicalLearning

/// The units and heads of a plan, and where their cells are.
extension RunPlan {
    /// The heads of the trainer: random-units trains one on all units and one on the last, to show both floors.
    var headInputs: [(readOut: String, inputs: Network.Head.Inputs)] {
        guard takesPulses, experiment.trainer != .unsupervised else { return [] }
        let asked = experiment.head.inputs
        guard experiment.trainer == .randomUnits, environment == nil else { return [("head", asked)] }
        return asked == .all ? [("head", .all), ("head-last", .last)] : [("head", .last), ("head-all", .all)]
    }

    var specifications: [UnitSpecification] {
        let hidden = zip(experiment.units, shapes).map { unit, shape in
            UnitSpecification(
                name: unit.name, inputs: shape.inputs, outputs: unit.outputs, activation: unit.activation,
                fullScale: Voltage(unit.fullScale), calibrationTarget: experiment.calibration.target * unit.fullScale,
                initialSpread: unit.initial, learningRate: unit.eta)
        }
        let head = experiment.head
        let heads = headInputs.map { readOut, inputs in
            UnitSpecification(
                name: readOut,
                inputs: inputs == .all
                    ? hidden.reduce(0) { $0 + $1.outputs } : hidden[hidden.count - 1].outputs,
                outputs: dataset.classes, activation: .linear, fullScale: Voltage(head.fullScale),
                calibrationTarget: head.target, initialSpread: head.initial, learningRate: head.eta)
        }
        return hidden + heads
    }

    /// The network on its device, not calibrated yet, whose pulses are noted in `journal`.
    func network(
        on entry: DeviceRegistry.Entry, descriptor: DeviceDescriptor, meter: ActivityMeter,
        journal: any PulseJournal
    ) throws -> Network {
        let specifications = specifications
        let circuits = zip(specifications, try placements(of: specifications, on: descriptor.array)).map {
            UnitCircuit(
                specification: $0, placement: $1, gate: entry.gate, descriptor: descriptor, meter: meter,
                journal: journal)
        }
        let hidden = experiment.units.count
        let heads = zip(headInputs, circuits[hidden...]).map { head, circuit in
            Network.Head(readOut: head.readOut, inputs: head.inputs, circuit: circuit)
        }
        return Network(units: Array(circuits[..<hidden]), heads: heads)
    }

    /// Where the units' cells are; a unit that learns by its mask has none.
    func placements(of units: [UnitSpecification], on array: ArrayGeometry) throws -> [Placement] {
        let hidden = experiment.units.count
        func hasCells(_ index: Int) -> Bool { index >= hidden || experiment.units[index].frontEnd?.mask != true }
        var placed = try Placement.place(units.indices.filter(hasCells).map { units[$0] }, on: array)[...]
        return units.indices.map { hasCells($0) ? placed.popFirst() ?? .none : .none }
    }
}
