import Foundation
import Testing

@testable import Datasets

/// The real sets, where they are there.
@Suite struct InstalledDatasetTests {
    private static let locator = DatasetLocator(environmentPaths: [
        ProcessInfo.processInfo.environment["PIBD_DATA"] ?? "",
        URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared/data").standardizedFileURL.path,
    ])

    private static func isInstalled(_ name: String) -> Bool { (try? locator.locate(name)) != nil }

    @Test(
        "the set is read whole, balanced as published",
        .enabled("Fashion-MNIST is not installed (Debian: dataset-fashion-mnist)") { isInstalled("fashion-mnist") })
    func fashion() throws {
        let dataset = try Dataset.load("fashion-mnist", from: Self.locator.locate("fashion-mnist"))
        #expect(dataset.counts == [55_000, 5_000, 10_000])
        #expect(dataset.classes == 10)
        #expect(dataset.inputShape == [28, 28])
        #expect(dataset.inputs == 784)
        #expect(dataset.hash == "14410854cf7a289477dcfc7df3f8ec24741e281cdcc425ede0d9a748ca630214")
        for label in 0..<10 { #expect(dataset.test.labels.count { $0 == label } == 1_000) }
    }

    @Test(
        "MNIST is read whole",
        .enabled("MNIST is neither in $PIBD_DATA nor in ../shared/data") { isInstalled("mnist") })
    func mnist() throws {
        let dataset = try Dataset.load("mnist", from: Self.locator.locate("mnist"))
        #expect(dataset.counts == [55_000, 5_000, 10_000])
        #expect(dataset.hash == "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a")
        #expect(dataset.training.labels.prefix(5) == [5, 0, 4, 1, 9])
    }
}
