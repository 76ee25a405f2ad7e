import Glibc

extension LinearAlgebraLibrary {
    /// Lets this process keep up to 512 MiB of freed memory instead of handing it back to the kernel at once.
    ///
    /// A matrix of a megabyte that is taken and given back on every batch otherwise costs as much in page faults as in
    /// arithmetic (glibc's mallopt; LAPACK's work arrays included). A daemon that trains calls this once, at start.
    public static func keepFreedMemory() {
        mallopt(M_TRIM_THRESHOLD, 512 << 20)
        mallopt(M_MMAP_THRESHOLD, 32 << 20)
        mallopt(M_TOP_PAD, 4 << 20)
    }
}
