import PhysicalDevices

/// The physics of a simulated rig of modulator, scattering medium and camera, every effect with its own switch.
///
/// Defaults are a typical bench with a liquid-crystal modulator; a value of zero switches an effect off unless its
/// comment says otherwise. The model and its sources are in docs/simulated-optics.md.
public struct OpticsParameters: Sendable, Equatable {
    /// How an input becomes light.
    public enum Encoding: String, Sendable, CaseIterable {
        /// The field's amplitude is the input x in 0...1.
        case amplitude
        /// The field is exp(i pi x).
        case phase
    }

    /// Fields of view that share modulator and camera, each with a part of the medium of its own.
    public var fields = 4
    /// Pixels of the modulator in a field.
    public var pixels = 784
    /// Pixels of the camera in a field.
    public var cameraPixels = 512

    /// How an input becomes light.
    public var encoding = Encoding.amplitude
    /// Resolution of both modulators [bit].
    public var modulatorBits = 8
    /// Phase at the highest level of a modulator [rad]; a full turn where it is 2 pi.
    public var phaseRange = 5.33
    /// How far the phase at mid level lies off the straight line, as a share of the range. The driver does not correct
    /// it: that takes a calibrated look-up table.
    public var phaseBow = 0.05
    /// Amplitude at the highest phase level relative to that at level zero; 1 for none of this coupling.
    public var lowestAmplitude = 0.59
    /// Whether a second modulator, with a phase mask that can be set, follows the first.
    public var hasMask = false
    /// Most masks in a sequence.
    public var maskFrames = 256
    /// How long a modulator takes to settle [s].
    public var settleTime = TimeSpan(30e-3)

    /// Correlation of the transmission matrix with itself an hour before; 1 for a medium that does not move.
    public var hourlyCorrelation = 0.98

    /// Resolution of the camera [bit].
    public var cameraBits = 8
    /// Photo-electrons at full scale, from which the shot noise follows; 0 for no shot noise.
    public var fullWell = 7500.0
    /// Read noise [photo-electrons].
    public var readNoise = 3.0
    /// Dark level, in parts of full scale.
    public var darkLevel = 0.002
    /// Fluctuation of the source from frame to frame, standard deviation, relative.
    public var sourceFluctuation = 0.01
    /// Time of a frame, exposure and transfer [s].
    public var frameTime = TimeSpan(500e-6)

    /// Shift of the camera's image [pixel], 0...1.
    public var misregistration = 0.0
    /// Whether every frame shows what the modulator held one frame before.
    public var isOneFrameLate = false
    /// Share of frames that show, now and then, what the modulator held one frame before.
    public var laggingFrames = 0.0
    /// Share of frames that get lost; the driver notices by their numbers and exposes again.
    public var droppedFrames = 0.0
    /// Factor on every exposure time; 1 for a shutter as it should be, 5 and more saturates.
    public var exposureError = 1.0
    /// Share of modulator pixels stuck, half of them dark and half at full scale.
    public var stuckPixels = 0.0
    /// Share of camera pixels that stay dark.
    public var deadPixels = 0.0

    /// The default rig.
    public init() {}
}
