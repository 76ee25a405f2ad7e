# Builds and installs pibd where there is no package for it; scripts/package makes one for Debian.
#
#   make                       builds the programs, without a need for the Swift toolchain where they run
#   sudo make install          below /usr/local, units and rules where systemd and udev look (docs/installing.md)
#   make install DESTDIR=ROOT prefix=/usr
#   sudo make uninstall        leaves the configuration and the state
#
# Any of the directories below may be set on the command line.
prefix = /usr/local
bindir = $(prefix)/bin
datadir = $(prefix)/share
mandir = $(datadir)/man
docdir = $(datadir)/doc/pibd
sysconfdir = /etc
systemunitdir = /usr/lib/systemd/system
sysusersdir = /usr/lib/sysusers.d
tmpfilesdir = /usr/lib/tmpfiles.d
udevrulesdir = /usr/lib/udev/rules.d
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/vendor-completions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
DESTDIR =

# Its own directory: linking against the static runtime builds everything anew, and back again.
scratch = .build/static
# Where the programs are. Set it to install what is built already.
programs = $(scratch)/release
generated = $(scratch)/generated

version := $(shell sed -n 's/.*let version = "\(.*\)"/\1/p' Sources/ControlInterface/Messages/Release.swift)
# The day of the commit that is packaged; none otherwise.
date := $(if $(SOURCE_DATE_EPOCH),$(shell date --utc --date=@$(SOURCE_DATE_EPOCH) +%F))
names = pibd pibctl pib-safe
units = pibd.service pibd.socket
rules = 60-pibd-identify.rules 61-pibd-access.rules 92-pibd-brltty.rules

.PHONY: all build pages install uninstall package
all: build

build:
	for name in $(names); do \
		swift build --configuration release --static-swift-stdlib --scratch-path $(scratch) --product $$name || exit 1; \
	done

# Manual pages and completions, from what the programs say of themselves.
pages:
	mkdir -p $(generated)
	$(programs)/pibd --experimental-dump-help >$(generated)/pibd.json
	$(programs)/pibctl --experimental-dump-help >$(generated)/pibctl.json
	packaging/manual-page program $(generated)/pibd.json 8 $(version) packaging/man/pibd.8.parts >$(generated)/pibd.8
	packaging/manual-page program $(generated)/pibctl.json 1 $(version) packaging/man/pibctl.1.parts \
		>$(generated)/pibctl.1
	packaging/manual-page configuration docs/configuration.md $(version) >$(generated)/pibd.toml.5
	sed 's/@VERSION@/$(version)/; s/@DATE@/$(date)/' packaging/man/pib-safe.8 >$(generated)/pib-safe.8
	for name in pibd pibctl; do for shell in bash zsh fish; do \
		$(programs)/$$name --generate-completion-script $$shell | sed '1{/^#!/d}' >$(generated)/$$name.$$shell; \
		[ -s $(generated)/$$name.$$shell ] || exit 1; \
	done; done

install: pages
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(systemunitdir) $(DESTDIR)$(docdir)/examples
	for name in $(names); do install -m 755 $(programs)/$$name $(DESTDIR)$(bindir)/$$name || exit 1; done
	for unit in $(units); do \
		sed 's,=/usr/bin/,=$(bindir)/,; s,/usr/share/doc/pibd/,$(docdir)/,' systemd/$$unit \
			>$(DESTDIR)$(systemunitdir)/$$unit || exit 1; \
		chmod 644 $(DESTDIR)$(systemunitdir)/$$unit; \
	done
	install -D -m 644 systemd/pibd.sysusers $(DESTDIR)$(sysusersdir)/pibd.conf
	install -D -m 644 systemd/pibd.tmpfiles $(DESTDIR)$(tmpfilesdir)/pibd.conf
	install -d $(DESTDIR)$(udevrulesdir)
	install -m 644 -t $(DESTDIR)$(udevrulesdir) $(addprefix udev/,$(rules))
	[ -e $(DESTDIR)$(sysconfdir)/pibd/pibd.toml ] || \
		install -D -m 644 packaging/pibd.toml $(DESTDIR)$(sysconfdir)/pibd/pibd.toml
	install -D -m 644 -t $(DESTDIR)$(mandir)/man1 $(generated)/pibctl.1
	install -D -m 644 -t $(DESTDIR)$(mandir)/man5 $(generated)/pibd.toml.5
	install -D -m 644 -t $(DESTDIR)$(mandir)/man8 $(generated)/pibd.8 $(generated)/pib-safe.8
	for name in pibd pibctl; do \
		install -D -m 644 $(generated)/$$name.bash $(DESTDIR)$(bashcompletiondir)/$$name; \
		install -D -m 644 $(generated)/$$name.zsh $(DESTDIR)$(zshcompletiondir)/_$$name; \
		install -D -m 644 $(generated)/$$name.fish $(DESTDIR)$(fishcompletiondir)/$$name.fish; \
	done
	cp -R docs/*.md docs/methods docs/images docs/decisions $(DESTDIR)$(docdir)/
	sed 's,(docs/,(,g' README.md >$(DESTDIR)$(docdir)/README.md
	cp -R docs/experiments/. $(DESTDIR)$(docdir)/examples/
	install -D -m 644 -t $(DESTDIR)$(docdir)/examples/firmware drivers/CrossbarBoard/firmware/*

uninstall:
	cd $(DESTDIR)$(bindir) && rm -f $(names)
	cd $(DESTDIR)$(systemunitdir) && rm -f $(units)
	rm -f $(DESTDIR)$(sysusersdir)/pibd.conf $(DESTDIR)$(tmpfilesdir)/pibd.conf
	cd $(DESTDIR)$(udevrulesdir) && rm -f $(rules)
	cd $(DESTDIR)$(mandir) && rm -f man1/pibctl.1 man5/pibd.toml.5 man8/pibd.8 man8/pib-safe.8
	for name in pibd pibctl; do \
		rm -f $(DESTDIR)$(bashcompletiondir)/$$name $(DESTDIR)$(zshcompletiondir)/_$$name \
			$(DESTDIR)$(fishcompletiondir)/$$name.fish; \
	done
	rm -rf $(DESTDIR)$(docdir)

package:
	scripts/package
