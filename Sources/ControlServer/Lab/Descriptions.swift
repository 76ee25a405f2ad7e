import ControlInterface
import Glibc
import Laboratory
import Matrices
import PhysicalDevices
import RunStore

/// The daemon's process.
var processID: Int { Int(getpid()) }

extension DeviceStatus {
    init(_ supervisor: DeviceSupervisor, holder: Int64?, lease: DeviceLease?) async {
        let device = supervisor.device
        let identity = await device.identity
        let gate = await supervisor.gate
        let wear = await gate?.highestWear ?? 0
        let worn = supervisor.warningPulses.map { wear >= $0 } ?? false
        let held = await gate?.heldSafeReason.map { "held in its safe state: \($0)" }
        let warning = worn ? "a cell has had \(wear) pulses" : nil
        let trouble = await supervisor.trouble.map { "\($0.message). \($0.remedy)" }
        self.init(
            id: device.id, driver: device.driver, simulated: device.isSimulated,
            state: await device.state.rawValue, hardwareState: await device.hardwareState.rawValue,
            vendor: identity.vendor, model: identity.model, serial: identity.serial, firmware: identity.firmware,
            capabilities: await device.descriptor.capabilities.sorted().map(\.rawValue),
            heldByRun: holder.map(Int.init), lease: lease.map(Lease.init), message: trouble ?? warning ?? held)
    }

    /// The value of a property that devices can be filtered by.
    func value(of name: String) -> String? {
        switch name {
        case "id": id
        case "driver": driver
        case "state": state
        case "vendor": vendor
        case "model": model
        case "serial": serial
        default: nil
        }
    }
}

extension Lease {
    init(_ lease: DeviceLease) {
        self.init(
            holder: lease.holder.name, until: lease.end.formatted(.iso8601), note: lease.note)
    }
}

extension DeviceDescriptor {
    var properties: [Property] {
        var properties = [
            Property(name: "tiles", value: "\(array.tiles)", unit: ""),
            Property(name: "rows of a tile", value: "\(array.rows)", unit: "cells"),
            Property(name: "columns of a tile", value: "\(array.columns)", unit: "cells"),
            Property(name: "input resolution", value: "\(drive.bits)", unit: "bit"),
            Property(name: "input full scale", value: "\(drive.fullScale.value)", unit: "V"),
            Property(name: "inputs", value: drive.signed ? "signed" : "unsigned", unit: ""),
            Property(name: "output resolution", value: "\(converter.bits)", unit: "bit"),
            Property(name: "lowest conductance", value: "\(conductanceWindow.lowerBound.value)", unit: "S"),
            Property(name: "highest conductance", value: "\(conductanceWindow.upperBound.value)", unit: "S"),
            Property(name: "vectors at once", value: "\(maximumVectors)", unit: ""),
            Property(name: "time of a vector", value: "\(timePerVector.value)", unit: "s"),
        ]
        if let pulses {
            properties += [
                Property(name: "nominal pulse step", value: "\(pulses.nominalStep)", unit: "of the window"),
                Property(name: "nominal SET amplitude", value: "\(pulses.nominal.setAmplitude.value)", unit: "V"),
                Property(name: "nominal RESET amplitude", value: "\(pulses.nominal.resetAmplitude.value)", unit: "V"),
                Property(name: "nominal pulse width", value: "\(pulses.nominal.width.value)", unit: "s"),
            ]
        }
        return properties
    }
}

extension SafetyEnvelope {
    var limits: [Limit] {
        [
            Limit(
                name: "read voltage", minimum: -maximumReadVoltage.value, maximum: maximumReadVoltage.value, unit: "V"),
            Limit(
                name: "SET amplitude", minimum: setAmplitude.lowerBound.value, maximum: setAmplitude.upperBound.value,
                unit: "V"),
            Limit(
                name: "RESET amplitude", minimum: resetAmplitude.lowerBound.value,
                maximum: resetAmplitude.upperBound.value, unit: "V"),
            Limit(
                name: "pulse width", minimum: pulseWidth.lowerBound.value, maximum: pulseWidth.upperBound.value,
                unit: "s"),
            Limit(name: "pulses a cell and request", minimum: nil, maximum: Double(maximumPulsesPerRequest), unit: ""),
            Limit(name: "pulses a cell", minimum: nil, maximum: maximumPulsesPerCell.map(Double.init), unit: ""),
        ] + optionalLimits
    }

    /// The limits that hold only where somebody wrote them.
    private var optionalLimits: [Limit] {
        func most(_ name: String, _ value: Double?, _ unit: String) -> Limit? {
            value.map { Limit(name: name, minimum: nil, maximum: $0, unit: unit) }
        }
        let limits = [
            most("bias voltage", maximumBiasVoltage?.value, "V"),
            most("current of a cell", maximumCellCurrent?.value, "A"),
            most("current of a column", maximumColumnCurrent?.value, "A"),
            most("pulses a second", maximumPulseRate, "Hz"),
            most("pulses a second and cell", maximumCellPulseRate, "Hz"),
            most("step of a bias ramp", biasRamp?.largestStep.value, "V"),
            most("slope of a bias ramp", biasRamp?.slewRate, "V/s"),
        ]
        return limits.compactMap { $0 } + cells.map {
            Limit(name: "narrower limits on \($0.block)", minimum: nil, maximum: nil, unit: "")
        }
    }
}

extension Tensor {
    init(_ matrix: Matrix<Float>) throws {
        try self.init(shape: [matrix.rows, matrix.columns], values: matrix.elements)
    }

    /// The tensor as an n x d matrix. Throws `LabError.invalidParameter`.
    func matrix(parameter: String) throws -> Matrix<Float> {
        do {
            let values = try values()
            guard shape.count == 2, !values.isEmpty else {
                throw LabError(
                    .invalidParameter(parameter: parameter), message: "a tensor of shape \(shape)",
                    remedy: "Send n vectors of d inputs, shape [n, d].")
            }
            return Matrix(rows: shape[0], columns: shape[1], elements: values)
        } catch let error as TensorError {
            throw LabError(.invalidParameter(parameter: parameter), message: "\(error)", remedy: "")
        }
    }
}

extension RunSummary {
    init(_ run: StoredRun) {
        self.init(
            run: Int(run.id), name: run.name, state: run.state.rawValue, trainer: run.trainer, loss: run.loss,
            dataset: run.dataset, device: run.device, seed: Int(run.seed), batchesDone: run.batchesDone,
            batchesTotal: run.batchesTotal, measurements: run.measurements, submittedAt: run.submittedAt,
            startedAt: run.startedAt, endedAt: run.endedAt, operator: run.operatorName,
            testAccuracy: run.testAccuracy, validationAccuracy: run.validationAccuracy, message: run.message,
            tags: run.tags)
    }
}

extension BatchMetrics {
    init(_ batch: StoredBatch) {
        self.init(
            batch: batch.batch, measurements: batch.measurements, seconds: batch.seconds, headLoss: batch.headLoss,
            headAccuracy: batch.headAccuracy,
            units: batch.units.map {
                UnitMetrics(
                    unit: $0.unit, information: $0.information, deadOutputs: $0.deadOutputs,
                    saturatedFraction: $0.saturatedFraction, zeroFraction: $0.zeroFraction, pulses: $0.pulses)
            },
            episodes: batch.episodes.map {
                Episodes(episodes: $0.episodes, meanReturn: $0.meanReturn, greedyReturn: $0.greedyReturn)
            })
    }
}

extension Accuracy {
    init(_ accuracy: StoredAccuracy) {
        self.init(
            readout: accuracy.readout, split: accuracy.split, accuracy: accuracy.accuracy, samples: accuracy.samples,
            batch: accuracy.batch, measurements: accuracy.measurements)
    }
}

extension RunResult {
    init(_ result: StoredResult, accuracies: [StoredAccuracy]) {
        self.init(
            testAccuracy: result.testAccuracy, validationAccuracy: result.validationAccuracy,
            accuracies: accuracies.map(Accuracy.init), measurements: result.measurements,
            calibrationMeasurements: result.calibrationMeasurements,
            evaluationMeasurements: result.evaluationMeasurements, pulses: result.pulses,
            wallSeconds: result.wallSeconds, deviceBusyFraction: result.deviceBusyFraction,
            computeFraction: result.computeFraction, waitFraction: result.waitFraction,
            solvedAfterEpisodes: result.solvedAfterEpisodes)
    }
}
