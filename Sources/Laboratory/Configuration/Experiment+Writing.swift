extension Experiment {
    /// The experiment as the root table of a document, every default written out.
    var table: [String: TOMLNode] {
        var root: [String: TOMLNode] = [
            "seed": .integer(seed), "batches": .integer(batches), "batch": .integer(batch),
            "loss": .string(loss.rawValue), "trainer": .string(trainer.rawValue),
            (environment == nil ? "dataset" : "environment"): .string(dataset), "pool": .integer(pool),
            "device": .string(device), "evaluate-every": .integer(evaluateEvery),
            "evaluation-samples": .integer(evaluationSamples),
            "checkpoint-every": .integer(checkpointEvery), "resume-tolerance": .number(resumeTolerance),
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
            "predictor": .table([
                "weight": .number(predictor.weight), "rate": .number(predictor.learningRate),
            ]),
            "adaptation": .table([
                "policy": .string(adaptation.policy.rawValue), "batches": .integer(adaptation.batches),
                "zeroing-samples": .integer(adaptation.samples), "watch": .integer(adaptation.watch),
                "threshold": .number(adaptation.monitor.threshold), "least": .number(adaptation.monitor.least),
                "sustained": .integer(adaptation.monitor.sustained),
                "reference": .integer(adaptation.monitor.reference),
            ]),
        ]
        root["augmentation"] = augmentation.map { .table($0.table) }
        if let own = methods.table(of: trainer) { root[own.name] = .table(own.table) }
        if environment == nil {
            root["reservoir"] = .table(reservoir.table)
        } else {
            root["reinforcement"] = .table(reinforcement.table)
        }
        if !faults.isEmpty { root["fault"] = .array(faults.map { .table($0.table) }) }
        root["probes"] = probes.map(TOMLNode.boolean)
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
            "full-scale": .number(fullScale), "initial": .number(initial),
        ]
        table["inputs"] = inputs.map(TOMLNode.integer)
        if let frontEnd {
            table["front-end"] = .string(frontEnd.device)
            table["mask"] = .boolean(frontEnd.mask)
            if !frontEnd.mask { table["features"] = .integer(frontEnd.features) }
        }
        if eta != common { table["eta"] = .number(eta) }
        return table
    }
}

extension Experiment.PlannedFault {
    fileprivate var table: [String: TOMLNode] {
        var table: [String: TOMLNode] = ["batch": .integer(batch), "kind": .string(fault.kind.rawValue)]
        switch fault.kind.parameter {
        case .share: table["share"] = .number(fault.share)
        case .duration: table["duration"] = .string("\(fault.duration) s")
        case .serial, nil: break
        }
        return table
    }
}
