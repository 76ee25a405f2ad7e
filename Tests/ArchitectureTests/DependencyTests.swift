import Foundation
import Testing

/// The house rule of dependencies, held against Package.swift's folders and the imports in them.
@Suite("Architecture")
struct DependencyTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardizedFileURL

    /// Our modules and what each may import of the others. A module that is not listed here fails the test.
    private static let allowed: [String: Set<String>] = [
        "RandomStreams": ["CRandomStreams"],
        "Matrices": ["COpenBLAS", "CElementwise"],
        "InformationBottleneck": ["Matrices", "CElementwise"],
        "ArrayFiles": ["CZlib"],
        "HDF5Files": ["CHDF5"],
        "Datasets": ["Matrices", "RandomStreams", "ArrayFiles", "CElementwise"],
        "Environments": ["RandomStreams"],
        "ExternalEnvironments": ["Environments", "ControlInterface"],
        "FaultScripts": ["RandomStreams"],
        "PhysicalDevices": ["Matrices", "CElementwise", "FaultScripts"],
        "Transports": ["CSerialPort", "CUdev"],
        "EnergisedDevices": ["Transports"],
        "WireRecordings": ["Transports", "PhysicalDevices", "Matrices"],
        "Simulated": [
            "PhysicalDevices", "FaultScripts", "Matrices", "RandomStreams", "CCrossbarPhysics", "CElementwise",
        ],
        "CrossbarBoard": ["PhysicalDevices", "Transports", "WireRecordings", "Matrices"],
        "ArcOne": ["PhysicalDevices", "Transports", "WireRecordings", "Matrices"],
        "DeviceEmulation": ["Transports", "FaultScripts", "RandomStreams"],
        "CrossbarEmulator": [
            "DeviceEmulation", "CrossbarBoard", "Simulated", "PhysicalDevices", "FaultScripts", "Matrices",
            "RandomStreams",
        ],
        "ArcOneEmulator": [
            "DeviceEmulation", "ArcOne", "Simulated", "PhysicalDevices", "FaultScripts", "Matrices", "RandomStreams",
        ],
        "PhysicalLearning": [
            "InformationBottleneck", "Environments", "PhysicalDevices", "Matrices", "RandomStreams", "CElementwise",
        ],
        "RunStore": [],
        "Laboratory": [
            "PhysicalLearning", "Environments", "ExternalEnvironments", "RunStore", "Simulated", "CrossbarBoard",
            "ArcOne", "Transports", "EnergisedDevices",
            "WireRecordings", "FaultScripts", "PhysicalDevices", "Datasets", "Matrices", "InformationBottleneck",
            "RandomStreams", "CBuildInformation",
        ],
        "ControlInterface": ["ArrayFiles"],
        "ControlServer": [
            "Laboratory", "PhysicalLearning", "ControlInterface", "RunStore", "WireRecordings", "FaultScripts",
            "PhysicalDevices", "Matrices",
            "Datasets",
        ],
        "pibd": [
            "ControlServer", "ControlInterface", "Laboratory", "DeviceEmulation", "CrossbarEmulator", "ArcOneEmulator",
            "Simulated", "FaultScripts",
        ],
        "HostDiagnosis": [],
        "pibctl": ["ControlInterface", "ArrayFiles", "HDF5Files", "HostDiagnosis"],
        "pib-safe": ["EnergisedDevices", "Transports"],
    ]

    private static func swiftFiles() throws -> [(module: String, file: URL)] {
        let folders = try ["Sources", "drivers"].flatMap {
            try FileManager.default.contentsOfDirectory(
                at: root.appending(path: $0), includingPropertiesForKeys: [.isDirectoryKey])
        }
        return folders.flatMap { folder -> [(String, URL)] in
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
                .map { (module(of: $0, in: folder.lastPathComponent), $0) }
        }
    }

    /// A driver's emulator is a module of its own, in a folder of the driver's.
    private static func module(of file: URL, in folder: String) -> String {
        guard file.path.contains("/\(folder)/Emulator/") else { return folder }
        return folder == "CrossbarBoard" ? "CrossbarEmulator" : "\(folder)Emulator"
    }

    private static func imports(_ file: URL) throws -> [String] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), index <= 1, words.count > index + 1 else { return nil }
            return String(words[index + 1])
        }
    }

    @Test("modules import only what stands below them")
    func downwards() throws {
        let ours = Set(Self.allowed.keys).union([
            "COpenBLAS", "CZlib", "CHDF5", "CSerialPort", "CUdev", "CElementwise", "CRandomStreams", "CCrossbarPhysics",
            "CBuildInformation",
        ])
        let files = try Self.swiftFiles()
        #expect(files.count > 100)
        for (module, file) in files {
            let permitted = try #require(Self.allowed[module], "the module \(module) has no rule")
            for name in try Self.imports(file) where ours.contains(name) {
                #expect(permitted.contains(name), "\(file.lastPathComponent) of \(module) imports \(name)")
            }
        }
    }

    @Test("the rule itself has no cycle: every module depends on lower ones only")
    func acyclic() {
        var remaining = Self.allowed
        while let free = remaining.first(where: { $0.value.isDisjoint(with: remaining.keys) }) {
            remaining[free.key] = nil
        }
        #expect(remaining.isEmpty)
    }

    @Test("the manifest grants no module more than the rule")
    func manifest() throws {
        let text = try String(contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
        for (module, permitted) in Self.allowed {
            let start = try #require(
                text.range(of: "\"\(module)\"", range: text.range(of: "targets: [")!.upperBound..<text.endIndex))
            let rest = text[start.upperBound...]
            let end = rest.range(of: "\n        module(") ?? rest.range(of: "\n        .")
            let block = rest[
                ..<min(end?.lowerBound ?? rest.endIndex, rest.range(of: "\n        .")?.lowerBound ?? rest.endIndex)]
            for other in Self.allowed.keys where other != module && block.contains("\"\(other)\"") {
                #expect(permitted.contains(other), "Package.swift lets \(module) see \(other)")
            }
        }
    }

    @Test(
        "sources hold none of what the project does without",
        arguments: ["try!", "as!", "fatalError(", " print(", "Thread.sleep", "usleep(", "@unchecked Sendable"])
    func forbidden(word: String) throws {
        for (module, file) in try Self.swiftFiles() {
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(!text.contains(word), "\(module)/\(file.lastPathComponent) has \(word)")
        }
    }
}
