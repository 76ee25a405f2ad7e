import PhysicalDevices
import Simulated

/// The devices of `pibd --simulate` without a configuration: those that docs/experiments name.
enum SimulatedBench {
    /// New devices, closed.
    static var devices: [any PhysicalDevice] {
        var fine = CrossbarParameters(preset: .fine)
        fine.signedDrive = true
        var mask = OpticsParameters()
        mask.hasMask = true
        mask.cameraPixels = 64
        return [
            SimulatedCrossbar(id: "chip"),
            SimulatedCrossbar(id: "fine-chip", parameters: fine, seed: 0),
            SimulatedOptics(id: "optics", parameters: OpticsParameters(), seed: 0),
            SimulatedOptics(id: "mask-optics", parameters: mask, seed: 0),
            SimulatedOscillators(id: "oscillators", parameters: OscillatorParameters()),
            SimulatedMagnonicRing(id: "ring", parameters: MagnonicRingParameters()),
        ]
    }
}
