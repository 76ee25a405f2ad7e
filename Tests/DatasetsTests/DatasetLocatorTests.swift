import Testing

@testable import Datasets

@Suite struct DatasetLocatorTests {
    private let directory: TemporaryDirectory
    private var root: String { directory.path }

    init() throws { directory = try TemporaryDirectory() }

    private func locate(_ name: String, data: String? = nil, _ environment: [String] = []) throws -> DatasetSource {
        try DatasetLocator(environmentPaths: environment, systemDirectory: root + "/system").locate(name, data: data)
    }

    @Test("the environment's directories come in order, then the system's")
    func order() throws {
        try directory.writeFamily(in: "system/mnist")
        #expect(try locate("mnist", [root + "/a", root + "/b"]) == .idx(directory: root + "/system/mnist"))
        try directory.writeFamily(in: "b/mnist")
        #expect(try locate("mnist", ["", root + "/a", root + "/b"]) == .idx(directory: root + "/b/mnist"))
        try directory.writeFamily(in: "a/mnist")
        #expect(try locate("mnist", [root + "/a", root + "/b"]) == .idx(directory: root + "/a/mnist"))
    }

    @Test("a directory of the search may be called like the dataset, and is not taken for another")
    func namedDirectory() throws {
        try directory.writeFamily(in: "mnist")
        #expect(try locate("mnist", [root + "/mnist"]) == .idx(directory: root + "/mnist"))
        #expect(try locate("mnist", [root + "/mnist/"]) == .idx(directory: root + "/mnist/"))
        #expect(datasetError { try locate("kmnist", [root + "/mnist"]) }?.code == .notFound)
    }

    @Test("a table or an archive called like the dataset is found")
    func files() throws {
        try directory.write("a/spectra.npz", "")
        #expect(try locate("spectra", [root + "/a"]) == .npz(root + "/a/spectra.npz"))
        try directory.write("a/spectra.csv", "")
        #expect(try locate("spectra", [root + "/a"]) == .csv(root + "/a/spectra.csv"))
        try directory.write("a/deep/deep.npy", "")
        #expect(try locate("deep", data: root + "/a") == .npy(root + "/a/deep/deep.npy"))
    }

    @Test("an explicit place may be a directory with the files, one with a folder, or a file")
    func explicit() throws {
        try directory.writeFamily(in: "data/mnist")
        #expect(try locate("fashion-mnist", data: root + "/data/mnist") == .idx(directory: root + "/data/mnist"))
        #expect(try locate("mnist", data: root + "/data") == .idx(directory: root + "/data/mnist"))
        for (name, source) in [
            ("t.csv", DatasetSource.csv), ("t.TSV", DatasetSource.csv), ("t.npy", DatasetSource.npy),
            ("t.npz", DatasetSource.npz),
        ] {
            let file = try directory.write(name, "")
            #expect(try locate("mnist", data: file) == source(file))
        }
    }

    @Test("an explicit place that does not hold the data is never replaced by another")
    func noFallThrough() throws {
        try directory.writeFamily(in: "system/mnist")
        try directory.write("empty/readme.txt", "nothing")
        for place in ["/none", "/empty", "/empty/readme.txt"] {
            let error = datasetError { try locate("mnist", data: root + place, [root + "/system"]) }
            #expect(error?.code == .notFound)
            #expect(error?.file == root + place)
        }
    }

    @Test("what is nowhere is told with every place looked at and the remedy")
    func nowhere() {
        let error = datasetError { try locate("fashion-mnist", [root + "/a", root + "/b"]) }
        #expect(error?.code == .notFound)
        for place in ["/a", "/b", "/system/fashion-mnist"] { #expect(error?.problem.contains(root + place) == true) }
        #expect(error?.remedy.contains("dataset-fashion-mnist") == true)
        #expect(error?.remedy.contains("data=DIR") == true)
        #expect(datasetError { try locate("mnist") }?.problem.contains("$PIBD_DATA is not set") == true)
    }

    @Test(
        "a name that is a path, or none, is refused",
        arguments: ["", "..", "../mnist", "a/b", "/etc", "a b", ".hidden", "mn\0ist", "ümnist"])
    func names(name: String) {
        #expect(datasetError { try locate(name, data: root) }?.code == .invalidName)
    }
}
