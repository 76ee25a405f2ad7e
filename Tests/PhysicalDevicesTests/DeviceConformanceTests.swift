import PhysicalDevices
import Testing

@Suite("Device conformance kit")
struct DeviceConformanceTests {
    @Test("finds what is wrong with a device that answers NaN and works while closed")
    func findsFaults() async {
        let kit = DeviceConformance {
            let device = ScriptedDevice()
            await device.show(.notANumber)
            return device
        }
        let rules = await kit.findings().map(\.rule)
        #expect(rules.contains("measurements have the shape asked for and stay in range"))
        #expect(
            rules.contains("a closed device refuses to be driven") || rules.contains("a closed device does nothing"))
    }
}
