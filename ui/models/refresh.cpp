// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/refresh.h"

namespace ui {

Refresh::Refresh(std::function<void()> ask, std::chrono::milliseconds pause)
    : m_ask(std::move(ask))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);
    connect(&m_pause, &QTimer::timeout, this, &Refresh::askIfDue);
    m_again.setSingleShot(true);
    m_again.setInterval(std::chrono::seconds{1});
    connect(&m_again, &QTimer::timeout, this, &Refresh::request);
}

void Refresh::request()
{
    m_wanted = true;
    askIfDue();
}

void Refresh::answered()
{
    m_asking = false;
    m_pause.start();
}

void Refresh::failed()
{
    answered();
    m_again.start();
}

void Refresh::setHeld(bool held)
{
    m_held = held;
    askIfDue();
}

void Refresh::askIfDue()
{
    if (!m_wanted || m_asking || m_held || m_pause.isActive())
        return;
    m_wanted = false;
    m_again.stop();
    m_asking = true;
    m_ask();
}

} // namespace ui
