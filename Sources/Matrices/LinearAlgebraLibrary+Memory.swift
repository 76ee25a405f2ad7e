import CElementwise

extension LinearAlgebraLibrary {
    /// Lets this process keep up to 512 MiB of freed memory instead of handing it back to the kernel at once.
    ///
    /// A matrix of a megabyte that is taken and given back on every batch otherwise costs as much in page faults as in
    /// arithmetic (LAPACK's work arrays included). A process that trains calls this once, at start.
    public static func keepFreedMemory() { pibd_keep_freed_memory() }
}
