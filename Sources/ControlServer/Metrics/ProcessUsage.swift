import Glibc

/// What this process takes of the computer, as the kernel tells it (proc(5)).
struct ProcessUsage: Sendable {
    /// [byte] Memory that is resident; nil where it cannot be read.
    let residentBytes: Int?
    /// Descriptors that are open.
    let openDescriptors: Int?
    /// [s] Processor time used, in the program and in the kernel for it.
    let processorSeconds: Double?

    /// The present usage.
    static func current() -> ProcessUsage {
        ProcessUsage(
            residentBytes: residentPages().map { $0 * sysconf(CInt(_SC_PAGESIZE)) }, openDescriptors: descriptors(),
            processorSeconds: processorSeconds())
    }

    private static func residentPages() -> Int? {
        guard let file = fopen("/proc/self/statm", "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, CInt(line.count), file) != nil else { return nil }
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    private static func descriptors() -> Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Without ".", ".." and the one of this directory.
        return max(0, count - 3)
    }

    private static func processorSeconds() -> Double? {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
