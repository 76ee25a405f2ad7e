import Foundation
import Matrices
import Testing

@testable import InformationBottleneck

/// Nine batches with values and gradients computed by an independent program.
private struct ReferenceCases: Decodable {
    struct Case: Decodable {
        let loss: String
        let parameter: Double?
        let c: Double
        let beta: Double
        let value_bits: Double?
        let value: Double?
        let gradient: [[Double]]

        var lossCase: LossCase {
            switch loss {
            case "renyi": .renyi(alpha: parameter ?? .nan, width: c, beta: beta)
            case "log-det": .logDeterminant(epsilon: parameter ?? .nan, width: c, beta: beta)
            default: .alignment(width: c, beta: beta)
            }
        }
    }
    let X: [[Double]]
    let T: [[Double]]
    let y: [Int]
    let cases: [Case]

    static func load() throws -> ReferenceCases {
        let file = try #require(Bundle.module.url(forResource: "pib-vectors", withExtension: "json"))
        return try JSONDecoder().decode(ReferenceCases.self, from: Data(contentsOf: file))
    }
}

@Suite("Reference cases")
struct ReferenceCasesTests {
    @Test("all nine values and gradients come out in double to 1e-6", arguments: 0..<9)
    func double(index: Int) throws {
        let reference = try ReferenceCases.load()
        let expected = reference.cases[index]
        let result = try expected.lossCase.differentiate(Matrix(reference.T), Matrix(reference.X), reference.y)
        let value = try #require(expected.value_bits ?? expected.value)
        #expect(abs(result.loss - value) < 1e-9)
        #expect(relativeDifference(result.gradient, Matrix(expected.gradient)) < 1e-6)
    }

    @Test("all nine values and gradients come out in float to 1e-5, through the public interface", arguments: 0..<9)
    func float(index: Int) throws {
        let reference = try ReferenceCases.load()
        let expected = reference.cases[index]
        let result = try expected.lossCase.loss().evaluate(
            outputs: Matrix(reference.T).converted(), inputs: Matrix(reference.X).converted(), labels: reference.y)
        let value = try #require(expected.value_bits ?? expected.value)
        #expect(abs(result.loss - value) < 1e-5)
        #expect(relativeDifference(result.gradient, Matrix(expected.gradient)) < 1e-5)
    }

    @Test("the file holds nine cases")
    func count() throws {
        #expect(try ReferenceCases.load().cases.count == 9)
    }
}
