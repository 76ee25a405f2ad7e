import Matrices
import Testing

@testable import Datasets

@Suite struct FeatureScalingTests {
    @Test("features within 0 and 1 stay as they are; others are clipped")
    func none() {
        let scaling = FeatureScaling(fitting: Matrix([[0, 0.5], [0.25, 0.9]]), areCodes: true)
        #expect(scaling == .none)
        #expect(scaling.scaled(Matrix([[0.3, 1.5], [-1, 1]])).elements == [0.3, 1, 0, 1])
    }

    @Test("8-bit codes are divided by 255")
    func codes() {
        let scaling = FeatureScaling(fitting: Matrix([[0, 51], [3, 9]]), areCodes: true)
        #expect(scaling.scaled(Matrix([[51, 255], [0, 1]])).elements == [0.2, 1, 0, Float(1) / 255])
    }

    @Test("other features go from their training minimum to their maximum, constants to 0, the rest is clipped")
    func columns() {
        let scaling = FeatureScaling(fitting: Matrix([[-2, 7, 10], [2, 7, 30]]), areCodes: false)
        #expect(scaling.scaled(Matrix([[0, 7, 15], [5, 8, -1]])).elements == [0.5, 0, 0.25, 1, 0, 0])
    }

    @Test("a range that a float cannot hold does not break the scaling")
    func hugeRange() {
        let huge = Float.greatestFiniteMagnitude
        let scaling = FeatureScaling(fitting: Matrix([[-huge], [huge]]), areCodes: false)
        #expect(scaling.scaled(Matrix([[-huge], [0], [huge]])).elements == [0, 0.5, 1])
    }
}
