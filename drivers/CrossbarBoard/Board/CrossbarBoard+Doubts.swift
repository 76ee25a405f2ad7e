import Matrices
import PhysicalDevices

extension CrossbarBoard {
    public func takeDoubts() -> [PulseDoubt] {
        takeUnsettled().map { pulses in
            PulseDoubt(
                block: pulses.asked.block, asked: pulses.asked.total, confirmed: pulses.confirmed,
                reason: pulses.reason, meanConductance: pulses.readBack.map(\.meanConductance))
        }
    }
}

extension Matrix<Float> {
    fileprivate var meanConductance: Conductance {
        Conductance(elements.reduce(0) { $0 + Double($1) } / Double(Swift.max(1, elements.count)))
    }
}
