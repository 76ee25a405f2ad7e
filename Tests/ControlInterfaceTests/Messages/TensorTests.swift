import ControlInterface
import Testing

@Suite struct TensorTests {
    @Test("values come back bit for bit, special ones too")
    func roundTrip() throws {
        let values: [Float] = [0, -0.0, 1.5, -.infinity, .leastNonzeroMagnitude, 3.4e38]
        let tensor = try Tensor(shape: [2, 3], values: values)
        #expect(try tensor.values().map(\.bitPattern) == values.map(\.bitPattern))
    }

    @Test("the bytes are little-endian float32 in base64")
    func encoding() throws {
        // 1.0 is 0x3f800000 and 2.0 is 0x40000000.
        #expect(try Tensor(shape: [2], values: [1, 2]).data == "AACAPwAAAEA=")
    }

    @Test("a tensor without values is allowed", arguments: [[0], [0, 5], [3, 0]])
    func empty(shape: [Int]) throws {
        #expect(try Tensor(shape: shape, data: "").values() == [])
    }

    @Test("an empty shape is a single number")
    func scalar() throws {
        #expect(try Tensor(shape: [], values: [7]).values() == [7])
    }

    @Test("values that do not fill the shape are refused")
    func wrongCount() {
        #expect(throws: TensorError.wrongCount(shape: [2, 2], expected: 4, found: 3)) {
            try Tensor(shape: [2, 2], values: [1, 2, 3])
        }
    }

    @Test("a byte too few or too many is refused", arguments: ["AACAPwAAAA==", "AACAPwAAAEAA", "AACAPwAAAEAAAA=="])
    func wrongBytes(data: String) {
        #expect(throws: TensorError.self) { try Tensor(shape: [2], data: data).values() }
    }

    @Test("text that is not base64 is refused")
    func notBase64() {
        #expect(throws: TensorError.notBase64) { try Tensor(shape: [2], data: "AACAPw*AAEA=").values() }
    }

    @Test("a shape beyond memory is refused before anything is allocated")
    func hugeShape() {
        #expect(throws: TensorError.impossibleShape([1 << 40, 1 << 40])) {
            try Tensor(shape: [1 << 40, 1 << 40], data: "").values()
        }
        #expect(throws: TensorError.impossibleShape([1 << 62])) { try Tensor(shape: [1 << 62], data: "").values() }
        #expect(throws: TensorError.self) { try Tensor(shape: [1 << 40], data: "AACAPw==").values() }
    }

    @Test("a negative extent is refused, even where the product is positive")
    func negativeShape() {
        #expect(throws: TensorError.impossibleShape([-1, -1])) {
            try Tensor(shape: [-1, -1], data: "AACAPw==").values()
        }
    }
}
