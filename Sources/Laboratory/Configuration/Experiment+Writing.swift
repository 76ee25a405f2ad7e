extension Experiment {
    /// The experiment as the root table of a document, every default written out.
    var table: [String: TOMLNode] {
        var root: [String: TOMLNode] = [
            "seed": .integer(seed), "batches": .integer(batches), "batch": .integer(batch),
            "loss": .string(loss.rawValue), "trainer": .string(trainer.rawValue), "dataset": .string(dataset),
            "device": .string(device), "evaluate-every": .integer(evaluateEvery),
            "evaluation-samples": .integer(evaluationSamples),
            "loss-options": .table([
                "alpha": .number(lossOptions.alpha), "eps": .number(lossOptions.epsilon),
                "width": .number(lossOptions.width), "input-width": .number(lossOptions.inputWidth),
                "beta": .array(units.map { .number($0.beta) }),
            ]),
            "optimizer": .table([
                "eta": .number(optimizer.eta), "momentum": .number(optimizer.momentum),
                "variance": .number(optimizer.variance), "epsilon": .number(optimizer.epsilon),
                "schedule-knee": .number(optimizer.scheduleKnee), "max-pulses": .integer(optimizer.maximumPulses),
            ]),
            "unit": .array(units.map { .table($0.table(eta: optimizer.eta)) }),
            "head": .table([
                "eta": .number(head.eta), "full-scale": .number(head.fullScale),
                "inputs": .string(head.inputs.rawValue), "initial": .number(head.initial),
                "target": .number(head.target),
            ]),
            "calibration": .table([
                "samples": .integer(calibration.samples), "percentile": .number(calibration.percentile),
                "target": .number(calibration.target),
            ]),
        ]
        root["name"] = name.map(TOMLNode.string)
        root["data"] = data.map(TOMLNode.string)
        root["validation"] = validation.map(TOMLNode.integer)
        return root
    }
}

extension Experiment.Unit {
    /// The unit as a table; its learning rate only where it is not the common one, so that an override of that counts.
    fileprivate func table(eta common: Double) -> [String: TOMLNode] {
        var table: [String: TOMLNode] = [
            "name": .string(name), "outputs": .integer(outputs), "activation": .string(activation.rawValue),
            "initial": .number(initial),
        ]
        table["inputs"] = inputs.map(TOMLNode.integer)
        if eta != common { table["eta"] = .number(eta) }
        return table
    }
}
