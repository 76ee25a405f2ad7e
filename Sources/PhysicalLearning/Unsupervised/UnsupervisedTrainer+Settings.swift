import InformationBottleneck
import PhysicalDevices

extension UnsupervisedTrainer {
    /// What the units learn from, and through which kernels.
    public struct Settings: Sendable, Equatable {
        /// Where the information comes from that takes the labels' place.
        public enum Source: String, Sendable, CaseIterable {
            /// Two views of the same sample.
            case views
            /// The unit's own inputs.
            case inputs
        }

        /// What the units learn from.
        public var source = Source.views
        /// s2 of the kernel between directions of outputs, 0.01...100; nil for the recipe's: 1 for views, 2 for inputs.
        public var squaredWidth: Double?
        /// s2 of the kernel between directions of inputs, 0.01...100; used if the units learn from them.
        public var inputSquaredWidth = 0.25

        /// The defaults of the recipe.
        public init() {}

        /// Views of every sample that are measured.
        public var views: Int { source == .views ? 2 : 1 }

        /// The loss of every unit. Throws `InformationError` for widths out of range.
        public func loss() throws -> any LocalLoss {
            switch source {
            case .views: try TwoViewLoss(squaredWidth: squaredWidth ?? 1)
            case .inputs:
                try InputKernelLoss(squaredWidth: squaredWidth ?? 2, inputSquaredWidth: inputSquaredWidth)
            }
        }

        /// Refuses widths out of range, and units whose outputs the device cannot take as the inputs of the next one,
        /// before anything is driven. Throws `TrainerError`.
        ///
        /// - Parameters:
        ///   - units: the hidden units in order.
        ///   - descriptor: the device they are on.
        public func check(_ units: [UnitSpecification], on descriptor: DeviceDescriptor) throws {
            do {
                _ = try loss()
            } catch {
                throw TrainerError(message: "\(error)", remedy: "leave the key out for the recipe's width")
            }
            guard !descriptor.drive.signed, let unit = units.dropLast().first(where: { $0.activation != .clip }) else {
                return
            }
            throw TrainerError(
                message: "unit \(unit.name) has outputs below zero (\(unit.activation.rawValue)), and the device takes "
                    + "no inputs below zero for the unit after it",
                remedy: "choose a device with signed inputs (a simulated chip: signed-drive = true), or clip")
        }
    }
}
