"""Catches all: prints a line for every packet, questions for its hardware address included, that is meant for an address."""
import socket, sys

wanted = socket.inet_aton(sys.argv[1])
listener = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(3))
print("ready", flush=True)
while True:
    frame = listener.recv(65535)
    kind = int.from_bytes(frame[12:14], "big")
    if kind == 0x0806 and frame[38:42] == wanted:
        print("ARP from", socket.inet_ntoa(frame[28:32]), flush=True)
    if kind == 0x0800 and frame[30:34] == wanted:
        port = int.from_bytes(frame[14 + (frame[14] & 15) * 4 + 2 :][:2], "big")
        print("IP from", socket.inet_ntoa(frame[26:30]), "to port", port, flush=True)
