extension DaemonFile {
    /// The keys of the daemon's configuration; those of `[device.chip]` are the driver's.
    public static let schema = TOMLSchema([
        .init("daemon", .table(daemonSchema), "the daemon itself"),
        .init("permissions", .table(PermissionSettings.schema), "who may do what"),
        .init("metrics", .table(MetricsSettings.schema), "where the daemon's numbers are told"),
        .init("device", .tables(deviceSchema, prefix: "device"), "the devices"),
    ])

    private static let daemonSchema = TOMLSchema([
        .init("socket", .string(), default: .string("/run/pibd/pibd.sock"), "path of the control socket"),
        .init("state-directory", .string(), default: .string("/var/lib/pibd"), "directory of the store"),
        .init("group", .string(), default: .string("pibd"), "who may do what [permissions] leaves open"),
    ])

    private static let deviceSchema = TOMLSchema([
        .required("id", .string(), "name by which experiments and commands call the device"),
        .required("driver", .string(), "name of its driver, for instance simulated-crossbar"),
        .init("port", .string(), "where a real device is, for instance serial:SERIAL or /dev/serial/by-id/..."),
        .init("seed", .integer(0...9_007_199_254_740_992), "root seed of a simulated device"),
        .init("chip", .foreignTable, "what the driver needs to know of the chip"),
        .init("link", .foreignTable, "how the driver speaks to a real device"),
        .init("envelope", .table(envelopeSchema), "limits, narrower than the device's own range"),
    ])

    private static let envelopeSchema = TOMLSchema([
        .init("max-read-voltage", .quantity(.voltage, .above(0)), "highest magnitude of a read voltage"),
        .init("max-set-voltage", .quantity(.voltage, .above(0)), "highest SET amplitude"),
        .init("max-reset-voltage", .quantity(.voltage, .above(0)), "highest magnitude of a RESET amplitude"),
        .init("max-pulse-width", .quantity(.time, .above(0)), "longest pulse"),
        .init("max-pulses-per-request", .integer(1...32_767), "most pulses to one cell in one request"),
        .init("max-pulses-per-cell", .integer(1...Int.max), "most pulses to one cell over its life"),
        .init("warn-pulses-per-cell", .integer(1...Int.max), "pulses to one cell from which on the daemon warns"),
        .init(
            "max-cell-current", .quantity(.current, .above(0)),
            "highest current through one cell, taken to conduct as the upper end of the window"),
        .init(
            "max-column-current", .quantity(.current, .above(0)),
            "highest current in one column, the sum over the driven and held rows"),
        .init("max-pulse-rate", .number(.above(0)), "most pulses a second, all cells together"),
        .init("max-pulse-rate-per-cell", .number(.above(0)), "most pulses a second to one cell"),
        .init(
            "max-bias-voltage", .quantity(.voltage, .above(0)),
            "highest magnitude of a voltage that is held; that of a read voltage if not written"),
        .init("max-bias-step", .quantity(.voltage, .above(0)), "largest step in which a held voltage moves"),
        .init("max-bias-slew", .number(.above(0)), "highest rate in volts a second at which a held voltage moves"),
        .init("cells", .tables(cellsSchema, prefix: "cells"), "blocks of cells with narrower limits of their own"),
    ])

    private static let cellsSchema = TOMLSchema([
        .init("tile", .integer(0...65_535), default: .integer(0), "the tile, from 0"),
        .required("rows", .numbers(.from(0, to: 65_535)), "first and last row, from 0; one number for a single row"),
        .required("columns", .numbers(.from(0, to: 65_535)), "first and last column of cells, or a single one"),
        .init("max-read-voltage", .quantity(.voltage, .above(0)), "highest read or held voltage on one of the rows"),
        .init("max-set-voltage", .quantity(.voltage, .above(0)), "highest SET amplitude"),
        .init("max-reset-voltage", .quantity(.voltage, .above(0)), "highest magnitude of a RESET amplitude"),
        .init("max-pulse-width", .quantity(.time, .above(0)), "longest pulse"),
        .init("max-pulses-per-request", .integer(1...32_767), "most pulses to one cell in one request"),
        .init("max-pulses-per-cell", .integer(0...Int.max), "most pulses to one cell over its life; 0 for never any"),
        .init("max-cell-current", .quantity(.current, .above(0)), "highest current through one cell"),
    ])
}
