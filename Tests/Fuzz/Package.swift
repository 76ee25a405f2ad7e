// swift-tools-version: 6.2
import PackageDescription

// The fuzz targets are a package of their own, so that sanitizers touch nothing else. It compiles the very sources of
// the main package (`Modules` and `Drivers` are links to them); scripts/fuzz builds and runs it.

// Coverage and address checks where hostile bytes are read; optimised, as a fuzzer's worth is its executions a second.
// `-enable-testing` lets the harness reach what is internal.
let watched: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .unsafeFlags(["-O", "-enable-testing", "-sanitize=fuzzer,address"]),
]
let watchedC: [CSetting] = [.unsafeFlags(["-O2", "-fsanitize=fuzzer-no-link,address"])]

// What those modules stand on is compiled plainly: it sees only values that were checked.
let plain: [SwiftSetting] = [.swiftLanguageMode(.v6), .unsafeFlags(["-enable-testing"])]

func module(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = plain) -> Target {
    .target(name: name, dependencies: dependencies, path: "Modules/\(name)", swiftSettings: settings)
}

func parser(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    module(name, dependencies, settings: watched)
}

func driver(_ name: String, exclude: [String]) -> Target {
    .target(
        name: name, dependencies: ["Transports", "PhysicalDevices", "WireRecordings", "Matrices"],
        path: "Drivers/\(name)", exclude: exclude, swiftSettings: watched)
}

let package = Package(
    name: "pibd-fuzz",
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        .systemLibrary(name: "COpenBLAS", path: "Modules/COpenBLAS", pkgConfig: "openblas"),
        .systemLibrary(name: "CZlib", path: "Modules/CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CSerialPort", path: "Modules/CSerialPort", pkgConfig: "libserialport"),
        .systemLibrary(name: "CUdev", path: "Modules/CUdev", pkgConfig: "libudev"),
        .target(name: "CRandomStreams", path: "Modules/CRandomStreams"),
        .target(name: "CElementwise", path: "Modules/CElementwise"),
        .target(
            name: "CCWP1", path: "Drivers/CrossbarBoard/firmware", exclude: ["Makefile", "self_test.c"],
            publicHeadersPath: ".", cSettings: watchedC),
        .target(name: "CFuzzer", path: "CFuzzer"),

        module("RandomStreams", ["CRandomStreams"]),
        module("Matrices", ["COpenBLAS", "CElementwise"]),
        module("InformationBottleneck", ["Matrices", "CElementwise"]),
        parser("FaultScripts", ["RandomStreams"]),
        module("PhysicalDevices", ["Matrices", "CElementwise", "FaultScripts"]),
        module("Environments", ["RandomStreams"]),
        module(
            "PhysicalLearning",
            [
                "InformationBottleneck", "Environments", "PhysicalDevices", "Matrices", "RandomStreams", "CElementwise",
            ]),
        .target(name: "CCrossbarPhysics", path: "Drivers/Simulated/CCrossbarPhysics"),
        .target(
            name: "Simulated",
            dependencies: [
                "PhysicalDevices", "FaultScripts", "Matrices", "RandomStreams", "CCrossbarPhysics", "CElementwise",
            ],
            path: "Drivers/Simulated", exclude: ["CCrossbarPhysics", "README.md"], swiftSettings: plain),
        module("Transports", ["CSerialPort", "CUdev"]),

        parser("ArrayFiles", ["CZlib"]),
        parser("Datasets", ["Matrices", "RandomStreams", "ArrayFiles", "CElementwise"]),
        parser("WireRecordings", ["Transports", "PhysicalDevices", "Matrices"]),
        driver("CrossbarBoard", exclude: ["firmware", "Emulator", "README.md"]),
        driver("ArcOne", exclude: ["Emulator", "README.md"]),

        // Of the daemon the readers alone (`Laboratory` links to them): the rest would drag in the store and event loops.
        .target(
            name: "Laboratory",
            dependencies: [
                "PhysicalLearning", "Environments", "Datasets", "PhysicalDevices", "FaultScripts", "Simulated",
                "Transports",
                .product(name: "TOMLKit", package: "TOMLKit"),
            ], path: "Laboratory", swiftSettings: watched),
        .target(
            name: "ControlInterface", dependencies: [.product(name: "NIOCore", package: "swift-nio")],
            path: "Modules/ControlInterface/Varlink",
            exclude: ["ClientHandler.swift", "ReplyStream.swift", "VarlinkClient.swift", "VarlinkEventLoop.swift"],
            swiftSettings: watched),

        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "CFuzzer", "CCWP1", "CrossbarBoard", "ArcOne", "WireRecordings", "ControlInterface", "Laboratory",
                "Datasets", "ArrayFiles", "Transports",
                .product(name: "NIOCore", package: "swift-nio"),
            ], path: "Harness", resources: [.embedInCode("io.pibd.Lab.varlink")], swiftSettings: watched,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
    ]
)
