import Testing

@testable import pibctl

@Suite struct DriveVectorTests {
    @Test("values and repeated values are read in order")
    func values() {
        #expect(DriveVector(argument: "0,0.5x3,-1")?.values == [0, 0.5, 0.5, 0.5, -1])
    }

    @Test(
        "anything else is refused",
        arguments: ["", "a", "1,,2", "1x", "1x0", "1x-2", "1x2x3", "nan", "inf", "1x99999999999999999999", "1x1048577"])
    func refused(argument: String) {
        #expect(DriveVector(argument: argument) == nil)
    }

    @Test("many repeated parts are refused before they fill the memory")
    func tooMany() {
        let half = DriveVector.largestCount / 2
        #expect(DriveVector(argument: "1x\(half),1x\(half)")?.values.count == DriveVector.largestCount)
        #expect(DriveVector(argument: "1x\(half),1x\(half),1") == nil)
    }
}
