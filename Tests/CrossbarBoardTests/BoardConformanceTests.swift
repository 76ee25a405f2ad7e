import PhysicalDevices
import Testing

@testable import CrossbarBoard

@Suite("Crossbar board: conformance")
struct BoardConformanceTests {
    @Test("the driver conforms, with every capability of the board and with none of the optional ones")
    func conforms() async {
        var plain = CWPDescriptor.scripted
        plain.capabilities = [.multiplication, .programming, .conductanceReading]
        plain.adcFullScaleNanoamperes = 400_000
        plain.adcLSBPicoamperes = 12_000
        (plain.dacBits, plain.adcBits, plain.maximumInFlight, plain.maximumPayload) = (12, 16, 1, 256)
        var signed = CWPDescriptor.scripted
        signed.inputMicrovolts.minimum = -200_000
        for descriptor in [CWPDescriptor.scripted, plain, signed] {
            let kit = DeviceConformance { BoardBench(descriptor).device }
            #expect(await kit.findings() == [])
        }
    }
}
