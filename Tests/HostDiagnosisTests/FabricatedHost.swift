@testable import HostDiagnosis

/// A machine made up for a test: files, links and nodes by path. A lab PC that is in order, until a test breaks it.
struct FabricatedHost: HostView {
    enum Entry: Sendable {
        case file(String)
        case link(String)
        case node(NodeStatus)
        /// There, but not to be looked at.
        case closed
    }

    var user = Account(name: "ada", id: 1000, groups: [1000, 20, 990, 995])
    private(set) var entries: [String: Entry] = [:]
    private var directories: [String: Set<String>] = [:]

    subscript(path: String) -> Entry? {
        get { entries[path] }
        set {
            entries[path] = newValue
            guard newValue != nil else { return remove(path) }
            var child = path
            while let slash = child.lastIndex(of: "/"), child != "/" {
                let parent = slash == child.startIndex ? "/" : String(child[..<slash])
                directories[parent, default: []].insert(String(child[child.index(after: slash)...]))
                child = parent
            }
        }
    }

    /// Takes away a path and everything below it.
    mutating func remove(_ path: String) {
        entries = entries.filter { $0.key != path && !$0.key.hasPrefix(path + "/") }
        directories = directories.filter { $0.key != path && !$0.key.hasPrefix(path + "/") }
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        directories[String(path[..<slash])]?.remove(String(path[path.index(after: slash)...]))
    }

    func text(_ path: String) -> Observation<String> {
        switch entries[path] {
        case .file(let text): .found(text)
        case .link(let target): text(target)
        case .closed: .unreadable("Permission denied")
        case .node: .unreadable("Input/output error")
        case nil: directories[path] == nil ? .absent : .unreadable("Is a directory")
        }
    }

    func names(_ path: String) -> Observation<[String]> {
        if case .closed = entries[path] { return .unreadable("Permission denied") }
        return directories[path].map { .found($0.sorted()) } ?? .absent
    }

    func link(_ path: String) -> Observation<String> {
        guard case .link(let target) = entries[path] else { return .absent }
        return .found(target)
    }

    func status(_ path: String) -> Observation<NodeStatus> {
        switch entries[path] {
        case .file: .found(NodeStatus(kind: .file, mode: 0o644, owner: 0, group: 0))
        case .node(let status): .found(status)
        case .link(let target): status(target)
        case .closed: .unreadable("Permission denied")
        case nil:
            directories[path] == nil
                ? .absent : .found(NodeStatus(kind: .directory, mode: 0o755, owner: 0, group: 0))
        }
    }

    func opens(_ path: String) -> Observation<Bool> { status(path).map { $0.opens(for: user) } }
}

extension FabricatedHost {
    static let socket = "/run/pibd/pibd.sock"

    /// A lab PC with the service running, an ArC ONE on ttyACM0, everything in order.
    static func labComputer() -> FabricatedHost {
        var host = FabricatedHost()
        host["/etc/passwd"] = .file(
            "root:x:0:0::/root:/bin/sh\npibd:x:995:995::/:/bin/false\nada:x:1000:1000::/:/bin/sh\n")
        host["/etc/group"] = .file(
            "root:x:0:\ndialout:x:20:pibd,ada\nvideo:x:44:\nlabdevices:x:990:pibd,ada\npibd:x:995:ada\nada:x:1000:\n")
        host["/usr/lib/systemd/system/pibd.service"] = .file(
            "[Service]\nUser=pibd\nSupplementaryGroups=dialout labdevices\n")
        host["/sys/fs/cgroup/system.slice/cgroup.procs"] = .file("")
        host["/sys/fs/cgroup/system.slice/pibd.service/cgroup.procs"] = .file("812\n")
        host[socket] = .node(NodeStatus(kind: .socket, mode: 0o666, owner: 995, group: 995))
        host["/proc/net/unix"] = .file(
            """
            Num       RefCount Protocol Flags    Type St Inode Path
            ffff8e1a: 00000002 00000000 00010000 0001 01 22011 /run/pibd/pibd.sock

            """)
        host["/proc/locks"] = .file("1: FLOCK  ADVISORY  WRITE 812 00:05:1043 0 EOF\n")
        host.add(process: 1, "systemd")
        host.add(process: 812, "pibd", open: ["/dev/ttyACM0"], status: "Uid:\t995 995 995 995\nGroups:\t20 990 995 \n")
        for file in RulesCheck.files { host.installRules(file.name) }
        host.addArcOne()
        return host
    }

    mutating func add(process id: Int, _ name: String, open files: [String] = [], status: String? = nil) {
        self["/proc/\(id)/comm"] = .file(name + "\n")
        self["/proc/\(id)/fd/0"] = .link("/dev/null")
        for (index, file) in files.enumerated() { self["/proc/\(id)/fd/\(index + 3)"] = .link(file) }
        if let status { self["/proc/\(id)/status"] = .file(status) }
    }

    mutating func installRules(_ name: String) {
        self["/etc/udev/rules.d/\(name)"] = .file(Repository.text("udev/\(name)"))
    }

    mutating func addArcOne(port: String = "1-1", number: Int = 0, serial: String = "ARC-7") {
        add(usb: port, "0d28", "0204", "mbed", serial: serial, interface: "020201", number: number + 2)
        add(
            node: "ttyACM\(number)", in: "/sys/bus/usb/devices/\(port):1.0/tty", device: "166:\(number)",
            group: 20, mode: 0o660, inode: UInt64(1043 + number),
            properties: "E:ID_PIBD_DRIVER=arc-one\nE:ID_MM_PORT_IGNORE=1\n")
    }

    /// A USB device with one interface, its node owned by root.
    mutating func add(
        usb port: String, _ vendor: String, _ product: String, _ text: String, serial: String, interface: String,
        number: Int, group: UInt32 = 0, properties: String? = nil
    ) {
        let folder = "/sys/bus/usb/devices/\(port)"
        let attributes = [
            "idVendor": vendor, "idProduct": product, "product": text, "serial": serial, "busnum": "1",
            "devnum": String(number), "bDeviceClass": "00", "power/control": "on", "dev": "189:\(number)",
        ]
        for (name, value) in attributes where !value.isEmpty { self["\(folder)/\(name)"] = .file(value + "\n") }
        for (index, name) in ["bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol"].enumerated() {
            let digits = interface.dropFirst(2 * index).prefix(2)
            self["\(folder):1.0/\(name)"] = .file(digits + "\n")
        }
        let digits = String(repeating: "0", count: 3 - String(number).count) + String(number)
        self["/dev/bus/usb/001/\(digits)"] = .node(
            NodeStatus(kind: .characterDevice, mode: group == 0 ? 0o664 : 0o660, owner: 0, group: group))
        self["/run/udev/data/c189:\(number)"] = .file(properties ?? "E:ID_BUS=usb\n")
    }

    /// A node below an interface.
    mutating func add(
        node name: String, in folder: String, device: String, group: UInt32, mode: UInt32, inode: UInt64 = 1,
        properties: String
    ) {
        self["\(folder)/\(name)/dev"] = .file(device + "\n")
        self["/dev/\(name)"] = .node(
            NodeStatus(
                kind: .characterDevice, mode: mode, owner: 0, group: group, fileSystem: (major: 0, minor: 5),
                inode: inode))
        self["/run/udev/data/c\(device)"] = .file(properties)
    }

    /// A USB-to-UART bridge of FTDI without anything that names it the laboratory's.
    mutating func addBridge(latency: String, product: String = "6015") {
        add(usb: "1-2", "0403", product, "FT230X", serial: "DK0", interface: "ffffff", number: 9)
        let port = "/sys/bus/usb/devices/1-2:1.0/ttyUSB0"
        self["/sys/bus/usb-serial/devices/ttyUSB0/latency_timer"] = .file(latency + "\n")
        add(
            node: "ttyUSB0", in: "\(port)/tty", device: "188:0", group: 20, mode: 0o660, properties: "E:ID_BUS=usb\n")
    }

    /// What one check says of the host.
    func findings(_ check: String) -> [Finding] {
        Diagnosis(of: self, socket: Self.socket).findings.filter { $0.check == check }
    }
}
