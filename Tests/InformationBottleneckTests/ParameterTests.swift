import InformationBottleneck
import Testing

@Suite("Loss parameters")
struct ParameterTests {
    @Test("an order of the entropy that is not positive is refused", arguments: [0, -1, .nan, .infinity])
    func alpha(value: Double) {
        #expect(throws: InformationError.self) { try RenyiLoss(alpha: value) }
    }

    @Test("a width or a regularisation that is not positive is refused", arguments: [0, -1, .nan, .infinity])
    func positive(value: Double) {
        #expect(throws: InformationError.self) { try RenyiLoss(width: value) }
        #expect(throws: InformationError.self) { try RenyiLoss(inputWidth: value) }
        #expect(throws: InformationError.self) { try LogDeterminantLoss(epsilon: value) }
        #expect(throws: InformationError.self) { try LogDeterminantLoss(width: value) }
        #expect(throws: InformationError.self) { try AlignmentLoss(width: value) }
    }

    @Test("an infinite weight of I(T;X) is refused")
    func beta() {
        #expect(throws: InformationError.self) { try AlignmentLoss(beta: .infinity) }
    }

    @Test("the error names parameter, value and range")
    func message() {
        let error = #expect(throws: InformationError.self) { try RenyiLoss(alpha: -3) }
        #expect(error?.description == "alpha = -3.0 is outside 0.001 to 1000.0")
    }

    @Test("the error for a NaN names sample and column, and the one for counts both numbers")
    func batchMessages() {
        let notFinite = InformationError.notFinite(name: "outputs", row: 5, column: 2)
        #expect(notFinite.description.contains("outputs are not finite at sample 5, column 2"))
        let counts = InformationError.differentSampleCounts(name: "labels", count: 3, expected: 4)
        #expect(counts.description.contains("3 labels for 4 outputs"))
    }
}
