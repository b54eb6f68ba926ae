// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

// A certificate for shop.example that nobody trusts until a test says so, and its key.
inline QByteArray testCertificate()
{
    return R"(
-----BEGIN CERTIFICATE-----
MIIBazCCARCgAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxzaG9wLmV4
YW1wbGUwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBcxFTATBgNV
BAMMDHNob3AuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJ+QbuQn
GMU1tM7DAz93AP9OulMelPPxqy+CWNwPVSZktN41oV1rP2xvUuETv+SaVrH8FaX2
GrTJmsTe/RmzZ/2jSzBJMBcGA1UdEQQQMA6CDHNob3AuZXhhbXBsZTAPBgNVHRMB
Af8EBTADAQH/MB0GA1UdDgQWBBQpuLFTfl4RPZql5rnfJqfA5CCOWzAKBggqhkjO
PQQDAgNJADBGAiEAkfz2QQmKLE4KX9DJhAGZ30YEUqij/bkDcFYaMT3jBhUCIQC1
k5x2hfCO1HszgGrckaelAUL3ZRX8wB2mpbMXc4wXgQ==
-----END CERTIFICATE-----
)";
}

inline QByteArray testCertificateKey()
{
    return R"(
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgFkE7nxPt3W+rkjFf
mpCIE605dX2dWjYz/xGA+R9fAGOhRANCAASfkG7kJxjFNbTOwwM/dwD/TrpTHpTz
8asvgljcD1UmZLTeNaFdaz9sb1LhE7/kmlax/BWl9hq0yZrE3v0Zs2f9
-----END PRIVATE KEY-----
)";
}
