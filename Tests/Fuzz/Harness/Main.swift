import CFuzzer
import Glibc

/// Runs libFuzzer on the target that $PIBD_FUZZ_TARGET names; arguments are libFuzzer's own.
@main
struct Main {
    static func main() {
        guard let name = getenv("PIBD_FUZZ_TARGET").map({ String(cString: $0) }), FuzzTarget(rawValue: name) != nil
        else {
            let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
            let text = "set PIBD_FUZZ_TARGET to one of: \(names)\n"
            _ = write(STDERR_FILENO, text, text.utf8.count)
            exit(2)
        }
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(LLVMFuzzerRunDriver(&count, &arguments, testOneInput))
    }
}

/// What libFuzzer calls with each input; its archive wants it under this name.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzTarget.chosen.run([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

/// What is fuzzed.
enum FuzzTarget: String, CaseIterable {
    case crossbar
    case arcOne = "arc-one"
    case varlink
    case recording
    case toml
    case idx

    static let chosen = getenv("PIBD_FUZZ_TARGET").flatMap { FuzzTarget(rawValue: String(cString: $0)) } ?? .crossbar

    func run(_ bytes: [UInt8]) {
        var input = FuzzInput(bytes)
        switch self {
        case .crossbar: CrossbarFuzz.run(&input)
        case .arcOne: ArcOneFuzz.run(&input)
        case .varlink: VarlinkFuzz.run(&input)
        case .recording: RecordingFuzz.run(&input)
        case .toml: TOMLFuzz.run(&input)
        case .idx: IDXFuzz.run(&input)
        }
    }
}
