extension LabInterface {
    /// The interface as described by `io.pibd.Lab.varlink`, which is built into the program.
    public static func description() throws(VarlinkInterfaceError) -> VarlinkInterfaceDescription {
        try VarlinkInterfaceDescription(
            parsing: String(decoding: PackageResources.io_pibd_Lab_varlink, as: UTF8.self))
    }
}
