extension DaemonFile {
    /// The keys of the daemon's configuration; those of `[device.chip]` are the driver's.
    public static let schema = TOMLSchema([
        .init("daemon", .table(daemonSchema), "the daemon itself"),
        .init("device", .tables(deviceSchema, prefix: "device"), "the devices"),
    ])

    private static let daemonSchema = TOMLSchema([
        .init("socket", .string(), default: .string("/run/pibd/pibd.sock"), "path of the control socket"),
        .init("state-directory", .string(), default: .string("/var/lib/pibd"), "directory of the store"),
        .init("group", .string(), default: .string("pibd"), "members of this group may control devices and runs"),
    ])

    private static let deviceSchema = TOMLSchema([
        .required("id", .string(), "name by which experiments and commands call the device"),
        .required("driver", .string(), "name of its driver, for instance simulated-crossbar"),
        .init("seed", .integer(0...9_007_199_254_740_992), "root seed of a simulated device"),
        .init("chip", .foreignTable, "what the driver needs to know of the device"),
        .init("envelope", .table(envelopeSchema), "limits, narrower than the device's own range"),
    ])

    private static let envelopeSchema = TOMLSchema([
        .init("max-read-voltage", .quantity(.voltage, .above(0)), "highest magnitude of a read voltage"),
        .init("max-set-voltage", .quantity(.voltage, .above(0)), "highest SET amplitude"),
        .init("max-reset-voltage", .quantity(.voltage, .above(0)), "highest magnitude of a RESET amplitude"),
        .init("max-pulse-width", .quantity(.time, .above(0)), "longest pulse"),
        .init("max-pulses-per-request", .integer(1...32_767), "most pulses to one cell in one request"),
        .init("max-pulses-per-cell", .integer(1...Int.max), "most pulses to one cell while the daemon runs"),
        .init("warn-pulses-per-cell", .integer(1...Int.max), "pulses to one cell from which on the daemon warns"),
    ])
}
