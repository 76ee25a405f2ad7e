import CSerialPort
import Foundation

/// A serial port of this machine.
public struct SerialPortInfo: Sendable, Equatable {
    /// The node, for instance `/dev/ttyACM0`; not stable across plugging.
    public var path: String
    /// USB vendor id; nil for ports that are not on USB.
    public var vendor: UInt16?
    /// USB product id.
    public var product: UInt16?
    /// USB serial number.
    public var serial: String?
    /// Manufacturer's name as the device gives it.
    public var manufacturer: String?
    /// Product's name as the device gives it.
    public var productName: String?
    /// USB bus number.
    public var bus: Int?
    /// Address on that bus; changes with every plugging.
    public var address: Int?
    /// Links in `/dev/serial/by-id`: stable wherever the device is plugged, if its serial number is its own.
    public var byID: [String]
    /// Links in `/dev/serial/by-path`: stable for the socket it is plugged into.
    public var byPath: [String]
}

/// The serial ports that there are now.
public enum SerialPorts {
    /// All ports, in the order of their paths; none is not an error.
    ///
    /// - Throws: ``ByteStreamError`` with `timedOut` or `inputOutput`.
    public static func list(
        deadline: ContinuousClock.Instant = .now + .seconds(5)
    ) async throws -> [SerialPortInfo] {
        try await OffPool.run(before: deadline, for: "/sys/class/tty") {
            let byID = links(in: "/dev/serial/by-id")
            let byPath = links(in: "/dev/serial/by-path")
            var ports: UnsafeMutablePointer<OpaquePointer?>?
            let result = sp_list_ports(&ports)
            guard result == SP_OK else {
                // A machine without any terminal class has no ports.
                if result == SP_ERR_FAIL, sp_last_error_code() == ENOENT { return [] }
                throw ByteStreamError(
                    .inputOutput, path: "/sys/class/tty", "cannot list the serial ports",
                    remedy: "Check that /sys is mounted.")
            }
            defer { sp_free_port_list(ports) }
            var found: [SerialPortInfo] = []
            var index = 0
            while let port = ports?[index] {
                found.append(information(port, byID, byPath))
                index += 1
            }
            return found.sorted { $0.path < $1.path }
        }
    }

    /// The links in a folder, by the real path they lead to; none where there is no such folder.
    static func links(in folder: String) -> [String: [String]] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)" }.reduce(into: [:]) { found, link in
            if let real = try? DescriptorStream.resolved(link) { found[real, default: []].append(link) }
        }
    }

    private static func information(
        _ port: OpaquePointer, _ byID: [String: [String]], _ byPath: [String: [String]]
    ) -> SerialPortInfo {
        let path = text(sp_get_port_name(port)) ?? ""
        var (vendor, product, bus, address) = (CInt(-1), CInt(-1), CInt(-1), CInt(-1))
        let onUSB = sp_get_port_usb_vid_pid(port, &vendor, &product) == SP_OK
        let placed = sp_get_port_usb_bus_address(port, &bus, &address) == SP_OK
        return SerialPortInfo(
            path: path, vendor: onUSB ? UInt16(exactly: vendor) : nil, product: onUSB ? UInt16(exactly: product) : nil,
            serial: text(sp_get_port_usb_serial(port)), manufacturer: text(sp_get_port_usb_manufacturer(port)),
            productName: text(sp_get_port_usb_product(port)), bus: placed ? Int(bus) : nil,
            address: placed ? Int(address) : nil, byID: byID[path] ?? [], byPath: byPath[path] ?? [])
    }

    private static func text(_ string: UnsafePointer<CChar>?) -> String? {
        string.map { String(cString: $0) }
    }
}
