import ArrayFiles
import Foundation
import Testing

@testable import ControlInterface

@Suite struct RunExportTests {
    private static func batch(_ number: Int, information: Double?) -> BatchMetrics {
        BatchMetrics(
            batch: number, measurements: number * 128, seconds: 0.5, headLoss: nil, headAccuracy: 0.25,
            units: [
                UnitMetrics(
                    unit: "first, wide", information: information, deadOutputs: 1, saturatedFraction: 0.125,
                    zeroFraction: 0.5, pulses: 10),
                UnitMetrics(
                    unit: "../second", information: 2, deadOutputs: 0, saturatedFraction: 0, zeroFraction: 0,
                    pulses: 20),
            ])
    }

    private static func export() throws -> RunExport {
        RunExport(
            batches: [batch(2, information: nil), batch(1, information: 1.5)],
            accuracies: [
                Accuracy(
                    readout: "class-mean", split: "validation", accuracy: 0.75, samples: 100, batch: 2,
                    measurements: 256)
            ],
            conductances: ["../second": try Tensor(shape: [2, 2], values: [1e-6, 2e-6, 3e-6, 4e-6])])
    }

    @Test("the npz file holds every metric by batch and unit, missing ones as NaN")
    func npz() throws {
        let archive = try NumpyArchive(npz: Self.export().npz(), file: "run.npz")
        let information = try #require(try archive.array("information"))
        #expect(information.shape == [2, 2])
        #expect(information.floats[0] == 1.5)
        #expect(information.floats[2].isNaN)
        #expect(try archive.array("batch")?.integers == [1, 2])
        #expect(try archive.array("measurements")?.integers == [128, 256])
        #expect(try archive.array("pulses")?.floats == [10, 20, 10, 20])
        #expect(try archive.array("head_loss")?.floats.allSatisfy(\.isNaN) == true)
        #expect(try archive.array("validation_class_mean_accuracy")?.floats == [0.75])
        #expect(try archive.array("validation_class_mean_measurements")?.integers == [256])
    }

    @Test("trained conductances are exported under a name that cannot leave its folder")
    func conductances() throws {
        let export = try Self.export()
        let archive = try NumpyArchive(npz: export.npz(), file: "run.npz")
        let array = try #require(try archive.array("conductances____second"))
        #expect(array.shape == [2, 2])
        #expect(array.floats == [1e-6, 2e-6, 3e-6, 4e-6])
        #expect(try export.csv().map(\.name).last == "conductances-___second.csv")
    }

    @Test("units whose names differ only in characters not allowed keep files of their own")
    func collidingNames() throws {
        let tensor = try Tensor(shape: [1, 1], values: [1])
        let export = RunExport(batches: [], accuracies: [], conductances: ["a/b": tensor, "a b": tensor])
        #expect(try export.csv().dropFirst(2).map(\.name) == ["conductances-a_b.csv", "conductances-a_b-2.csv"])
    }

    @Test("the csv tables have a heading, one line a batch in order, and empty fields for missing values")
    func csv() throws {
        let files = try Self.export().csv()
        let metrics = files[0].text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(metrics.count == 4)
        #expect(metrics[0].hasPrefix("batch,measurements,seconds,head_loss,head_accuracy,\"first, wide.information\","))
        #expect(metrics[1].hasPrefix("1,128,0.5,,0.25,1.5,1,0.125,0.5,10,2.0,"))
        #expect(metrics[2].hasPrefix("2,256,0.5,,0.25,,1,"))
        #expect(files[1].text.hasSuffix("class-mean,validation,2,256,100,0.75\n"))
        #expect(files[2].text == "1e-06,2e-06\n3e-06,4e-06\n")
    }

    @Test("conductances that are no matrix are refused", arguments: [[4], [0, 1 << 40, 1 << 40], []])
    func notAMatrix(shape: [Int]) {
        let export = RunExport(
            batches: [], accuracies: [], conductances: ["unit": Tensor(shape: shape, data: "")])
        #expect(throws: TensorError.impossibleShape(shape)) { try export.npz() }
        #expect(throws: TensorError.impossibleShape(shape)) { try export.csv() }
    }

    @Test("a folder that cannot be made gives an error with the path")
    func unwritable() throws {
        let export = try Self.export()
        let error = #expect(throws: ArrayFileError.self) {
            try export.writeCSV(toDirectory: "/dev/null/run")
        }
        #expect(error?.file == "/dev/null/run/metrics.csv")
    }
}
