import ControlInterface
import Laboratory
import PhysicalLearning

extension LabService {
    func listMethods(_ request: ListMethods) -> ListMethods.Reply {
        ListMethods.Reply(methods: Experiment.Trainer.allCases.map(TrainingMethod.init))
    }
}

extension TrainingMethod {
    fileprivate init(_ trainer: Experiment.Trainer) {
        let needs = trainer.method.needs
        self.init(
            name: trainer.rawValue, readout: trainer.method.ownReadOut ?? "head", readBack: needs.readBack.rawValue,
            model: needs.model, secondPhase: needs.secondPhase, backwardChain: needs.backwardChain,
            broadcastError: needs.broadcastError, passesPerSample: needs.passesPerSample,
            writesPerBatch: needs.writesPerBatch)
    }
}
