// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors in our own targets; SwiftPM never applies this to dependencies.
let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

// The C kernels carry the arithmetic, so they are optimised in debug builds too: a test that trains a network must
// not take minutes because nobody asked for -O. Wide clones are chosen at run time by target_clones. No fast-math:
// the same seed must give the same bits.
let kernels: [CSetting] = [
    .unsafeFlags(["-O3", "-fno-math-errno", "-Wall", "-Wextra", "-Werror", "-ffp-contract=fast"])
]

// The commit goes into the provenance of every run.
let commit: String =
    if let git = Context.gitInformation {
        git.currentCommit + (git.hasUncommittedChanges ? "+" : "")
    } else {
        "unknown"
    }

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]

func module(
    _ name: String, path: String? = nil, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: path ?? "Sources/\(name)", resources: resources,
        swiftSettings: strict)
}

func tests(_ name: String, path: String? = nil, _ dependencies: [Target.Dependency], resources: [Resource] = [])
    -> Target
{
    .testTarget(
        name: name, dependencies: dependencies, path: path ?? "Tests/\(name)", resources: resources,
        swiftSettings: strict)
}

let package = Package(
    name: "pibd",
    products: [
        .executable(name: "pibd", targets: ["pibd"]),
        .executable(name: "pibctl", targets: ["pibctl"]),
        .executable(name: "pib-safe", targets: ["pib-safe"]),
        .executable(name: "pibd-chaos", targets: ["pibd-chaos"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // C: system libraries enter through a module map alone; our own kernels are a few hundred lines.
        .systemLibrary(
            name: "COpenBLAS", path: "Sources/COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
        .systemLibrary(
            name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CSerialPort", path: "Sources/CSerialPort", pkgConfig: "libserialport",
            providers: [.apt(["libserialport-dev"])]),
        .systemLibrary(
            name: "CHDF5", path: "Sources/CHDF5", pkgConfig: "hdf5-serial", providers: [.apt(["libhdf5-dev"])]),
        .systemLibrary(
            name: "CUdev", path: "Sources/CUdev", pkgConfig: "libudev", providers: [.apt(["libudev-dev"])]),
        .target(
            name: "CBuildInformation", path: "Sources/CBuildInformation",
            cSettings: [.define("PIBD_COMMIT", to: "\"\(commit)\"")]),
        .target(name: "CRandomStreams", path: "Sources/CRandomStreams", cSettings: kernels),
        .target(name: "CElementwise", path: "Sources/CElementwise", cSettings: kernels),
        .target(
            name: "CCWP1", path: "drivers/CrossbarBoard/firmware", exclude: ["Makefile", "self_test.c"],
            publicHeadersPath: "."),
        .target(name: "CCrossbarPhysics", path: "drivers/Simulated/CCrossbarPhysics", cSettings: kernels),

        // Computation, pure.
        module("RandomStreams", ["CRandomStreams"]),
        module("Matrices", ["COpenBLAS", "CElementwise"]),
        module("InformationBottleneck", ["Matrices", "CElementwise"]),
        module("ArrayFiles", ["CZlib"]),
        module("HDF5Files", ["CHDF5"]),
        module("Datasets", ["Matrices", "RandomStreams", "ArrayFiles", "CElementwise"]),
        module("Environments", ["RandomStreams"]),

        // Hardware.
        module("FaultScripts", ["RandomStreams"]),
        module("PhysicalDevices", ["Matrices", "CElementwise", "FaultScripts"]),
        module("Transports", ["CSerialPort", "CUdev"]),
        .target(
            name: "Simulated",
            dependencies: [
                "PhysicalDevices", "FaultScripts", "Matrices", "RandomStreams", "CCrossbarPhysics", "CElementwise",
            ],
            path: "drivers/Simulated", exclude: ["CCrossbarPhysics", "README.md"], swiftSettings: strict),

        .target(
            name: "CrossbarBoard", dependencies: ["Transports", "PhysicalDevices", "WireRecordings", "Matrices"],
            path: "drivers/CrossbarBoard", exclude: ["firmware", "Emulator", "README.md"], swiftSettings: strict),

        .target(
            name: "ArcOne", dependencies: ["Transports", "PhysicalDevices", "WireRecordings", "Matrices"],
            path: "drivers/ArcOne", exclude: ["Emulator", "README.md"], swiftSettings: strict),
        module("EnergisedDevices", ["Transports"]),
        module("WireRecordings", ["Transports", "PhysicalDevices", "Matrices"]),

        module("DeviceEmulation", ["Transports", "FaultScripts", "RandomStreams"]),
        module(
            "CrossbarEmulator", path: "drivers/CrossbarBoard/Emulator",
            [
                "DeviceEmulation", "CrossbarBoard", "Simulated", "PhysicalDevices", "FaultScripts", "Matrices",
                "RandomStreams",
            ]),
        module(
            "ArcOneEmulator", path: "drivers/ArcOne/Emulator",
            ["DeviceEmulation", "Simulated", "PhysicalDevices", "FaultScripts", "RandomStreams"]),

        // Learning on it.
        module(
            "PhysicalLearning",
            [
                "InformationBottleneck", "Environments", "PhysicalDevices", "Matrices", "RandomStreams", "CElementwise",
            ]),
        .target(
            name: "ExternalEnvironments", dependencies: ["Environments", "ControlInterface"],
            path: "Sources/ExternalEnvironments", exclude: ["io.pibd.Environment.varlink"], swiftSettings: strict),

        // The daemon.
        module("RunStore", [.product(name: "GRDB", package: "GRDB.swift")]),
        module(
            "Laboratory",
            [
                "PhysicalLearning", "Environments", "ExternalEnvironments", "RunStore", "Simulated", "CrossbarBoard",
                "ArcOne", "EnergisedDevices", "WireRecordings", "Transports", "FaultScripts", "PhysicalDevices", "Datasets",
                "Matrices",
                "InformationBottleneck", "RandomStreams", "CBuildInformation",
                .product(name: "TOMLKit", package: "TOMLKit"), .product(name: "Logging", package: "swift-log"),
            ]),
        module("ControlInterface", ["ArrayFiles"] + nio, resources: [.embedInCode("io.pibd.Lab.varlink")]),
        module(
            "ControlServer",
            [
                "Laboratory", "PhysicalLearning", "ControlInterface", "RunStore", "WireRecordings", "FaultScripts",
                "PhysicalDevices", "Matrices",
                .product(name: "Logging", package: "swift-log"),
            ] + nio),
        .executableTarget(
            name: "pibd",
            dependencies: [
                "ControlServer", "ControlInterface", "Laboratory", "DeviceEmulation", "CrossbarEmulator",
                "ArcOneEmulator", "FaultScripts", "Simulated",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ], path: "Sources/pibd", swiftSettings: strict),
        module("HostDiagnosis"),
        .executableTarget(
            name: "pibctl",
            dependencies: [
                "ControlInterface", "ArrayFiles", "HDF5Files", "HostDiagnosis",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Sources/pibctl", swiftSettings: strict),

        .executableTarget(
            name: "pib-safe", dependencies: ["EnergisedDevices", "Transports"], path: "Sources/pib-safe",
            swiftSettings: strict),

        .executableTarget(
            name: "pibd-chaos",
            dependencies: [
                "WireMonitor", "CrossbarBoard", "CrossbarEmulator", "DeviceEmulation", "Simulated", "PhysicalDevices",
                "Transports", "FaultScripts", "Matrices", "RandomStreams",
            ], path: "Tests/Chaos", swiftSettings: strict),

        .executableTarget(
            name: "pibd-benchmark",
            dependencies: [
                "InformationBottleneck", "Matrices", "RandomStreams", "CCrossbarPhysics", "CElementwise",
                "CrossbarBoard", "PhysicalDevices", "Transports",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Benchmarks/pibd-benchmark", swiftSettings: strict),

        tests("RandomStreamsTests", ["RandomStreams", "CRandomStreams"]),
        tests("MatricesTests", ["Matrices"]),
        tests(
            "InformationBottleneckTests", ["InformationBottleneck", "Matrices", "CElementwise"],
            resources: [.copy("pib-vectors.json")]),
        tests("ArrayFilesTests", ["ArrayFiles", "CZlib"]),
        tests("HDF5FilesTests", ["HDF5Files"]),
        tests("DatasetsTests", ["Datasets", "ArrayFiles", "Matrices", "RandomStreams", "CZlib"]),
        tests(
            "CrossbarBoardTests",
            ["CrossbarBoard", "CCWP1", "PhysicalDevices", "Transports", "Matrices"],
            resources: [.copy("cwp1-vectors.json")]),
        tests(
            "CrossbarEmulatorTests",
            [
                "CrossbarEmulator", "CrossbarBoard", "DeviceEmulation", "Transports", "Simulated", "PhysicalDevices",
                "FaultScripts", "Matrices", "RandomStreams",
            ]),
        tests(
            "ArcOneTests",
            [
                "ArcOne", "ArcOneEmulator", "DeviceEmulation", "PhysicalDevices", "Transports", "FaultScripts",
                "Matrices",
            ],
            resources: [.copy("arc-one-traffic.json")]),
        tests("ArcOneEmulatorTests", ["ArcOneEmulator", "FaultScripts"]),
        tests("DeviceEmulationTests", ["DeviceEmulation", "Transports", "FaultScripts"]),
        tests("EnergisedDevicesTests", ["EnergisedDevices", "Transports"]),
        tests(
            "WireRecordingsTests",
            [
                "WireRecordings", "CrossbarBoard", "CrossbarEmulator", "ArcOne", "Simulated", "Transports",
                "PhysicalDevices", "Matrices",
            ]),
        .target(name: "WireMonitor", path: "Tests/WireMonitor", swiftSettings: strict),
        tests("WireMonitorTests", ["WireMonitor"]),
        tests("PibSafeTests", ["EnergisedDevices", "Transports", "WireMonitor", "pib-safe"]),
        tests("TransportsTests", ["Transports"]),
        tests("FaultScriptsTests", ["FaultScripts", "RandomStreams"]),
        tests("PhysicalDevicesTests", ["PhysicalDevices", "Matrices"]),
        tests("SimulatedTests", ["Simulated", "PhysicalDevices", "FaultScripts", "Matrices"]),
        tests(
            "PhysicalLearningTests",
            [
                "PhysicalLearning", "Environments", "Simulated", "PhysicalDevices", "InformationBottleneck", "Matrices",
                "RandomStreams",
            ]),
        tests("EnvironmentsTests", ["Environments"]),
        tests("ExternalEnvironmentsTests", ["ExternalEnvironments", "Environments", "ControlInterface"]),
        tests("HostDiagnosisTests", ["HostDiagnosis"]),
        tests("TutorialTests", ["PhysicalDevices", "Transports", "Matrices"]),
        tests("RunStoreTests", ["RunStore", .product(name: "GRDB", package: "GRDB.swift")]),
        tests(
            "LaboratoryTests",
            [
                "Laboratory", "RunStore", "PhysicalDevices", "Simulated", "Datasets", "Matrices",
                .product(name: "Logging", package: "swift-log"),
            ]),
        tests("ControlInterfaceTests", ["ControlInterface", "ArrayFiles"] + nio),
        tests(
            "ControlServerTests",
            [
                "ControlServer", "ControlInterface", "Laboratory", "RunStore", "PhysicalDevices",
                .product(name: "Logging",
                package: "swift-log"),
            ] + nio),
        tests("ArchitectureTests", []),
        tests(
            "pibctlTests",
            [
                "pibctl", "ControlInterface", "HDF5Files", "HostDiagnosis", .product(name: "ArgumentParser",
                package: "swift-argument-parser"),
            ]),
    ]
)
