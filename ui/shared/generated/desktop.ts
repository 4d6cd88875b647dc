// Generated from docs/desktop.json by `npm run generate`. Do not edit.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Where a device is attached, as measured by the device itself (docs/rules.md, Attachment).
         *
         *     The public IP is no part of it: nobody but the server can tell it (see [`Evidence`]).
         */
        AccessNetwork: {
            /**
             * @description The device's own addresses there with their prefix lengths, sorted; no link-local ones.
             * @example [
             *       "192.168.1.23/24"
             *     ]
             */
            addresses?: string[];
            /** @description True when a tunnel (VPN) holds the default route, so that the public IP which others see is the tunnel's. */
            behind_tunnel?: boolean;
            /** @description DNS suffixes that the network gave, lower case, in its order. */
            dns_suffixes?: string[];
            gateway?: components["schemas"]["Gateway"] | null;
            /** @description Interface that carries the best default route which is no tunnel's, such as `eth0`. */
            interface: string;
            /** @description The device's own link-layer address there. */
            mac?: string | null;
            /** @description What kind of link that is. */
            medium: components["schemas"]["Medium"];
            /** @description Other uplinks (docked with Wi-Fi on): evidence for people to read, never a reason to match. */
            other_uplinks?: components["schemas"]["OtherUplink"][];
            switch_port?: components["schemas"]["SwitchPort"] | null;
            wifi?: components["schemas"]["Wifi"] | null;
        };
        /** @description Somebody of the safety team has acknowledged it. */
        Acknowledged: {
            /**
             * Format: date-time
             * @description Since when.
             */
            at: string;
            by?: components["schemas"]["UserId"] | null;
            /** @description Their name. */
            name: string;
        };
        /** @description What a window, the tray or a notification asks for. */
        Action: {
            /** @enum {string} */
            action: "use_server";
            /** @description What the user typed. */
            address: string;
        } | {
            /** @enum {string} */
            action: "sign_in";
        } | {
            /** @enum {string} */
            action: "cancel_sign_in";
        } | {
            /** @enum {string} */
            action: "sign_out";
        } | {
            /** @enum {string} */
            action: "ask_permission";
        } | {
            /** @enum {string} */
            action: "skip_permission";
        } | {
            /** @enum {string} */
            action: "report";
            /** @description What the user says. */
            answer: components["schemas"]["Answer"];
            /** @description Which network the user had before their eyes. Another one by now: refused as `outdated`. */
            network_key: components["schemas"]["NetworkKey"];
            /** @description The network travels with the user. */
            portable: boolean;
        } | {
            /** @enum {string} */
            action: "snooze";
            /** @description For how long. */
            until: components["schemas"]["Snooze"];
        } | {
            /** @enum {string} */
            action: "change_here";
        } | {
            /** @enum {string} */
            action: "cancel_change";
        } | {
            /** @enum {string} */
            action: "discard_report";
            /** @description Which one. */
            report: components["schemas"]["ReportId"];
        } | {
            /** @enum {string} */
            action: "unlock_keychain";
        } | {
            /** @enum {string} */
            action: "retry_connection";
        } | {
            /** @enum {string} */
            action: "save_settings";
            /** @description All of them. */
            settings: components["schemas"]["Settings"];
        } | {
            /** @enum {string} */
            action: "add_personal";
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @description What to call it. */
            name: string;
        } | {
            /** @enum {string} */
            action: "edit_personal";
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @description What to call it. */
            name: string;
            /** @description Which one. */
            personal: components["schemas"]["PersonalLocationId"];
            /**
             * Format: int32
             * @description The version that was read.
             */
            version: number;
        } | {
            /** @enum {string} */
            action: "delete_personal";
            /** @description Which one. */
            personal: components["schemas"]["PersonalLocationId"];
        } | {
            /** @enum {string} */
            action: "set_default_address";
            personal?: components["schemas"]["PersonalLocationId"] | null;
        } | {
            /** @enum {string} */
            action: "acknowledge";
            /** @description Which one. */
            call: components["schemas"]["EmergencyCallId"];
        } | {
            /** @enum {string} */
            action: "withdraw_proposal";
            /** @description Which one. */
            proposal: components["schemas"]["ProposalId"];
            /**
             * Format: int32
             * @description The version that was read.
             */
            version: number;
        } | {
            /** @enum {string} */
            action: "invite_delegate";
            /** @description Who. */
            delegate: components["schemas"]["DelegateId"];
            /** @description What is granted. */
            terms: components["schemas"]["Terms"];
        } | {
            /** @enum {string} */
            action: "change_terms";
            /** @description Of which delegation. */
            delegation: components["schemas"]["DelegationId"];
            /** @description What is granted from now on. */
            terms: components["schemas"]["Terms"];
            /**
             * Format: int32
             * @description The version that was read.
             */
            version: number;
        } | {
            /** @enum {string} */
            action: "delegation";
            /** @description Which one. */
            delegation: components["schemas"]["DelegationId"];
            /** @description What is done to it. */
            step: components["schemas"]["DelegationStep"];
            /**
             * Format: int32
             * @description The version that was read.
             */
            version: number;
        } | {
            /** @enum {string} */
            action: "set_ringing";
            /** @description Which delegation. */
            delegation: components["schemas"]["DelegationId"];
            /** @description They ring. */
            rings: boolean;
            /**
             * Format: int32
             * @description The version that was read.
             */
            version: number;
        } | {
            /** @enum {string} */
            action: "place_call";
            /** @description Which line. */
            line: components["schemas"]["LineId"];
            /** @description Which telephone. */
            phone: components["schemas"]["DeviceId"];
            /** @description Whom to call, as it was typed or pasted. */
            to: string;
        } | {
            /** @description What to do. */
            act: components["schemas"]["CallAction"];
            /** @enum {string} */
            action: "call";
            /** @description Which call. */
            call: components["schemas"]["CallId"];
            /** @description On which line. */
            line: components["schemas"]["LineId"];
            /**
             * Format: int32
             * @description The version that was looked at.
             */
            version: number;
        } | {
            /** @enum {string} */
            action: "choose_phone";
            phone?: components["schemas"]["DeviceId"] | null;
        } | {
            /** @enum {string} */
            action: "set_forwarding";
            /** @description Which line. */
            line: components["schemas"]["LineId"];
            /** @description Where and when. */
            settings: components["schemas"]["Forwarding"];
            /**
             * Format: int32
             * @description The version that was read.
             */
            version: number;
        } | {
            /** @enum {string} */
            action: "follow_call_settings";
            /** @description Which line. */
            line: components["schemas"]["LineId"];
            /**
             * Format: int32
             * @description The version that was read.
             */
            version: number;
        } | {
            /** @enum {string} */
            action: "set_call_settings";
            /** @description What. */
            settings: components["schemas"]["CallSettings"];
            /**
             * Format: int32
             * @description The version that was read.
             */
            version: number;
        } | {
            /** @enum {string} */
            action: "add_desk_phone";
            /** @description What to call it. */
            name: string;
        } | {
            /** @enum {string} */
            action: "edit_desk_phone";
            /** @description What to call it. */
            name: string;
            /** @description Which one. */
            phone: components["schemas"]["DeviceId"];
            /** @description Calls ring on it by themselves. */
            rings: boolean;
            /**
             * Format: int32
             * @description The version that was read.
             */
            version: number;
        } | {
            /** @enum {string} */
            action: "remove_desk_phone";
            /** @description Which one. */
            phone: components["schemas"]["DeviceId"];
        } | {
            /** @enum {string} */
            action: "new_desk_phone_password";
            /** @description Which one. */
            phone: components["schemas"]["DeviceId"];
        } | {
            /** @enum {string} */
            action: "rename_device";
            /** @description Which one. */
            device: components["schemas"]["DeviceId"];
            /** @description What to call it. */
            name: string;
        } | {
            /** @enum {string} */
            action: "revoke_device";
            /** @description Which one. */
            device: components["schemas"]["DeviceId"];
        } | {
            /** @enum {string} */
            action: "open_portal";
            /** @description Path within it, such as `/emergency`. */
            path: string;
        } | {
            /** @enum {string} */
            action: "export_reports";
        };
        /** @description Why an action or a question failed. */
        ActionError: {
            /** @description For programs. */
            code: components["schemas"]["ActionErrorCode"];
            /** @description Every field that is wrong. */
            fields: components["schemas"]["FieldError"][];
            /** @description What happened, what it means and how to mend it, for people. */
            message: string;
            refusal?: components["schemas"]["LineRefusal"] | null;
        };
        /** @description Stable names of what can go wrong between a window and the server. */
        ActionErrorCode: {
            /** @description The server said so. */
            code: components["schemas"]["ErrorCode"];
            /** @enum {string} */
            from: "server";
        } | {
            /** @enum {string} */
            from: "offline";
        } | {
            /** @enum {string} */
            from: "bad_server";
        } | {
            /** @enum {string} */
            from: "outdated";
        } | {
            /** @enum {string} */
            from: "invalid";
        } | {
            /** @enum {string} */
            from: "keychain";
        } | {
            /** @enum {string} */
            from: "store";
        };
        /** @description What an administrator administers. */
        Administration: {
            /** @enum {string} */
            of: "account";
        } | {
            /** @enum {string} */
            of: "site";
            /** @description Which one. */
            site: components["schemas"]["SiteId"];
        };
        /** @description What the user says about the present network. The client adds identifiers and evidence. */
        Answer: {
            /** @enum {string} */
            kind: "confirm";
            /** @description Which one. */
            location: components["schemas"]["LocationId"];
        } | {
            /** @enum {string} */
            kind: "bind_company_location";
            /** @description Which one, as the search found it. */
            location: components["schemas"]["NamedPlace"];
        } | {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @enum {string} */
            kind: "new_company_location";
            /** @description What to call it. */
            name: string;
            /** @description The location that it should hang below. */
            parent: components["schemas"]["LocationId"];
        } | {
            /** @enum {string} */
            kind: "saved_personal_location";
            /** @description Which one. */
            personal: components["schemas"]["PersonalLocationId"];
        } | {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @enum {string} */
            kind: "new_personal_location";
            /** @description What to call it. */
            name: string;
        };
        /** @description A call on a line, as one person sees it. */
        AppearanceView: {
            /** @description Which call. */
            call: components["schemas"]["CallId"];
            details?: components["schemas"]["Details"] | null;
            holder?: components["schemas"]["DelegateId"] | null;
            /** @description Nobody but the holder picks it up. */
            locked: boolean;
            /**
             * Format: int32
             * @description Its number on the line.
             */
            number: number;
            /** @description Where it stands. */
            state: components["schemas"]["Phase"];
            /**
             * Format: int32
             * @description The version that actions name.
             */
            version: number;
        };
        /** @description What is done with a call (docs/rules.md, Shared-line actions). */
        CallAction: {
            /** @enum {string} */
            action: "answer";
            /** @description Which one. */
            phone: components["schemas"]["DeviceId"];
        } | {
            /** @enum {string} */
            action: "decline";
        } | {
            /** @enum {string} */
            action: "hold";
        } | {
            /** @enum {string} */
            action: "retrieve";
            /** @description Which one. */
            phone: components["schemas"]["DeviceId"];
        } | {
            /** @enum {string} */
            action: "lock";
        } | {
            /** @enum {string} */
            action: "unlock";
        } | {
            /** @enum {string} */
            action: "transfer";
            /** @description To whom. */
            to: components["schemas"]["Number"];
        } | {
            /** @enum {string} */
            action: "consult";
            /** @description Whom. */
            to: components["schemas"]["Number"];
        } | {
            /** @enum {string} */
            action: "complete_transfer";
        } | {
            /** @enum {string} */
            action: "abort_transfer";
        } | {
            /** @enum {string} */
            action: "hang_up";
        };
        /**
         * Format: uuid
         * @description A call on a shared line.
         */
        CallId: string;
        /** @description How a call ended. */
        CallOutcome: {
            /** @enum {string} */
            outcome: "answered";
        } | {
            /** @enum {string} */
            outcome: "missed";
        } | {
            /** @enum {string} */
            outcome: "declined";
        } | {
            /** @enum {string} */
            outcome: "redirected";
            /** @description Where to. */
            to: components["schemas"]["Number"];
        } | {
            /** @enum {string} */
            outcome: "transferred";
        } | {
            /** @enum {string} */
            outcome: "not_reached";
            /** @description Why. */
            why: components["schemas"]["Unreached"];
        } | {
            /** @enum {string} */
            outcome: "cancelled";
        } | {
            /** @enum {string} */
            outcome: "lost";
        };
        /** @description What somebody sets for all their calls. */
        CallSettings: {
            /** @description None of their telephones rings, for whatever line. Others who may answer a line are rung all the same. */
            do_not_disturb?: boolean;
            /**
             * @description Where their calls are sent on to, on each of their lines that has no settings of its own, and where their extension is
             *     called. Do not disturb is not set here: that is theirs alone, or a line's.
             */
            forwarding: components["schemas"]["Forwarding"];
            /** @description Their number is kept from whom they call, unless they say otherwise for one call. Emergency calls always tell it. */
            withhold_number?: boolean;
        };
        /**
         * @description Whose number goes with an emergency call, the best first.
         * @enum {string}
         */
        CallbackSource: "elin" | "direct_number" | "site_fallback" | "other_site" | "trunk";
        /**
         * @description How it is known which telephone makes an emergency call.
         * @enum {string}
         */
        CallerProof: "password" | "registration" | "registration_against_password" | "nothing";
        /** @description What the user said (docs/rules.md, What the user meets). */
        Choice: {
            /** @enum {string} */
            kind: "confirm";
            /** @description Which one. */
            location: components["schemas"]["LocationId"];
        } | {
            /** @enum {string} */
            kind: "bind_company_location";
            /** @description Which one. */
            location: components["schemas"]["LocationId"];
            /** @description Identifier of the proposal, made by the device. */
            proposal: components["schemas"]["ProposalId"];
        } | {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @enum {string} */
            kind: "new_company_location";
            /** @description What to call it. */
            name: string;
            /** @description The location that it should hang below. */
            parent: components["schemas"]["LocationId"];
            /** @description Identifier of the proposal, made by the device. */
            proposal: components["schemas"]["ProposalId"];
        } | {
            /** @enum {string} */
            kind: "saved_personal_location";
            /** @description Which one. */
            personal: components["schemas"]["PersonalLocationId"];
        } | {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @enum {string} */
            kind: "new_personal_location";
            /** @description What to call it. */
            name: string;
            /** @description Its identifier, made by the device. */
            personal: components["schemas"]["PersonalLocationId"];
        };
        /** @description A civic address (RFC 5139 section 3.1). Elements that do not apply are absent, never empty. */
        CivicAddress: {
            /**
             * @description Region, state or province.
             * @default null
             */
            a1?: string | null;
            /**
             * @description County, parish or district.
             * @default null
             */
            a2?: string | null;
            /**
             * @description City or town.
             * @default null
             */
            a3?: string | null;
            /**
             * @description City division or borough.
             * @default null
             */
            a4?: string | null;
            /**
             * @description Neighbourhood or block.
             * @default null
             */
            a5?: string | null;
            /**
             * @description Group of streets below the neighbourhood.
             * @default null
             */
            a6?: string | null;
            /**
             * @description Building.
             * @default null
             */
            bld?: string | null;
            /**
             * @description ISO 3166-1 alpha-2 code, upper case.
             * @default
             * @example GB
             */
            country?: string;
            /**
             * @description Floor.
             * @default null
             */
            flr?: string | null;
            /**
             * @description House number.
             * @default null
             */
            hno?: string | null;
            /**
             * @description House number suffix, such as A or 1/2.
             * @default null
             */
            hns?: string | null;
            /**
             * @description Landmark or vanity address.
             * @default null
             */
            lmk?: string | null;
            /**
             * @description Additional location information, such as "South wing".
             * @default null
             */
            loc?: string | null;
            /**
             * @description Name of the residence, business or office occupant.
             * @default null
             */
            nam?: string | null;
            /**
             * @description Postal code.
             * @default null
             */
            pc?: string | null;
            /**
             * @description Postal community name.
             * @default null
             */
            pcn?: string | null;
            /**
             * @description Trailing street direction, such as SW.
             * @default null
             */
            pod?: string | null;
            /**
             * @description Leading street direction, such as N.
             * @default null
             */
            prd?: string | null;
            /**
             * @description Primary road or street name.
             * @default null
             */
            rd?: string | null;
            /**
             * @description Room.
             * @default null
             */
            room?: string | null;
            /**
             * @description Seat, such as desk or cubicle.
             * @default null
             */
            seat?: string | null;
            /**
             * @description Street suffix or type, such as Avenue.
             * @default null
             */
            sts?: string | null;
            /**
             * @description Unit, such as apartment or suite.
             * @default null
             */
            unit?: string | null;
        };
        /** @description Where a phone of a common area is. Registered in several networks, it has this at each registration. */
        CommonAreaLocation: {
            /** @description It holds: the phone is in the network in which it was when this was said. */
            holds: boolean;
            /** @description The company location. */
            location: components["schemas"]["LocationId"];
            /** @description Its name. */
            name: string;
        };
        /** @description A place that belongs to the organisation. */
        CompanyLocation: {
            /** @description Where a responder is sent to. */
            address: components["schemas"]["CivicAddress"];
            /** @description Emergency Location Identification Number: the callback number of this place, in E.164. */
            elin?: string | null;
            /** @description Which one. */
            id: components["schemas"]["LocationId"];
            /** @description Its level. */
            kind: components["schemas"]["LocationKind"];
            /** @description What people call it. */
            name: string;
            parent?: components["schemas"]["LocationId"] | null;
            /** @description A public IP by itself is enough to match here: nobody else is behind that address. */
            public_ip_is_enough?: boolean;
            /** @description The site whose tree it is in. */
            site: components["schemas"]["SiteId"];
            /**
             * Format: date-time
             * @description Last change.
             */
            updated_at: string;
            /**
             * Format: int32
             * @description Counts changes, for edits that must not overwrite each other.
             */
            version: number;
        };
        /** @description Whether the server can be reached. */
        Connection: {
            /** @enum {string} */
            state: "idle";
        } | {
            /** @enum {string} */
            state: "connecting";
        } | {
            /** @enum {string} */
            state: "online";
        } | {
            /** @description Why, in one sentence for people. */
            reason: string;
            /**
             * Format: date-time
             * @description When it was last in touch.
             */
            since?: string | null;
            /** @enum {string} */
            state: "offline";
        } | {
            /** @enum {string} */
            state: "signed_out";
        };
        /**
         * @description A day of the week.
         * @enum {string}
         */
        Day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
        /** @description Who acts on them. */
        Delegate: {
            /** @description Their extension. */
            extension?: string | null;
            /** @description Name for people. */
            name: string;
            /** @description Their site. */
            site: components["schemas"]["SiteId"];
            /** @description Its name. */
            site_name: string;
            /** @description Which user or common area phone. */
            who: components["schemas"]["DelegateId"];
        };
        /** @description Who acts on a delegator's lines. */
        DelegateId: {
            /** @description A user. */
            id: components["schemas"]["UserId"];
            /** @enum {string} */
            kind: "user";
        } | {
            /** @description A common area phone. */
            id: components["schemas"]["PhoneId"];
            /** @enum {string} */
            kind: "phone";
        };
        /**
         * @description A delegation, as its two sides and their administrators see it.
         *
         *     In the view of its delegate while it is live; in that of its delegator also while it is declined, until it is
         *     dismissed or another one of the same pair begins.
         */
        Delegation: components["schemas"]["DelegationState"] & {
            /** @description Who acts on them. */
            delegate: components["schemas"]["Delegate"];
            /** @description Whose lines. */
            delegator: components["schemas"]["Delegator"];
            /** @description Which one. */
            id: components["schemas"]["DelegationId"];
            /** @description Who made it: the delegator, or an administrator for them. */
            made_by: components["schemas"]["UserId"];
            /** @description Their name. */
            made_by_name: string;
            /** @description The delegate lets calls of this line ring. */
            rings: boolean;
            suspended?: components["schemas"]["Suspension"] | null;
            /** @description What was granted. */
            terms: components["schemas"]["Terms"];
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /**
         * Format: uuid
         * @description A delegation: one delegator and one delegate.
         */
        DelegationId: string;
        /** @description How far a delegation has come. */
        DelegationState: {
            /**
             * Format: date-time
             * @description When they were asked.
             */
            at: string;
            /** @enum {string} */
            state: "invited";
        } | {
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @enum {string} */
            state: "active";
        } | {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @enum {string} */
            state: "declined";
        } | {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @enum {string} */
            state: "withdrawn";
        } | {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            by?: components["schemas"]["UserId"] | null;
            /** @enum {string} */
            state: "ended";
        };
        /**
         * @description What can be done to a delegation by one press.
         * @enum {string}
         */
        DelegationStep: "accept" | "decline" | "withdraw" | "end" | "dismiss";
        /** @description Whose lines they are. */
        Delegator: {
            /** @description Their extension. */
            extension?: string | null;
            /** @description An administrator has locked their delegation settings. */
            locked: boolean;
            /** @description Name for people. */
            name: string;
            /** @description Their direct numbers, which are the shared lines; E.164. */
            numbers: string[];
            /** @description Their site. */
            site: components["schemas"]["SiteId"];
            /** @description Its name. */
            site_name: string;
            /** @description Who. */
            user: components["schemas"]["UserId"];
        };
        /** @description A telephone of a user, or of a common area. */
        DeskPhone: {
            /** @description Which one. */
            id: components["schemas"]["DeviceId"];
            location?: components["schemas"]["CommonAreaLocation"] | null;
            /** @description What people call it. */
            name: string;
            /** @description Whose: a user, or the common area phone that it is. */
            owner: components["schemas"]["DelegateId"];
            /** @description Where it is registered now; nowhere, and it cannot be reached, where there is none. */
            places: components["schemas"]["Registration"][];
            provisioning?: components["schemas"]["Provisioning"] | null;
            /** @description Its calls have to be encrypted (SRTP); others are refused, except in an emergency. */
            requires_encryption?: boolean;
            /** @description Calls ring on it by themselves; else it is used by choice only. */
            rings: boolean;
            /** @description The user name by which it registers. */
            username: string;
            /**
             * Format: int32
             * @description Counts changes of name, ringing and encryption.
             */
            version: number;
        };
        /** @description What is typed into a phone. Told once, when it is made; the server keeps no password. */
        DeskPhoneCredentials: {
            /** @description The domain, which is also the realm. */
            domain: string;
            /** @description Its password. */
            password: string;
            /** @description The phone. */
            phone: components["schemas"]["DeskPhone"];
            /** @description Where to register, the best way first. */
            servers: components["schemas"]["PhoneServer"][];
        };
        /** @description What a lock hides from the others. */
        Details: {
            /**
             * Format: date-time
             * @description When the two sides were connected first.
             */
            answered?: string | null;
            /**
             * Format: date-time
             * @description When it came in or was placed.
             */
            began: string;
            claimed_by?: components["schemas"]["DelegateId"] | null;
            /** @description Which way it goes. */
            direction: components["schemas"]["Direction"];
            /** @description With whom. */
            other: components["schemas"]["OtherParty"];
            /** @description The other party's phone rings, of a call that is being placed. */
            other_rings: boolean;
            placed_by?: components["schemas"]["DelegateId"] | null;
            /** @description It rings on a phone of the viewer. */
            rings_with_you: boolean;
            /**
             * Format: date-time
             * @description Since when it is in its state.
             */
            since: string;
            underway?: components["schemas"]["UnderwayView"] | null;
            your_phone?: components["schemas"]["DeviceId"] | null;
        };
        /** @description A device of the caller. */
        Device: {
            /** @description Which one. */
            id: components["schemas"]["DeviceId"];
            /** @description A desk phone, which is at the network that the server sees it in; else a computer. */
            is_desk_phone?: boolean;
            /**
             * Format: date-time
             * @description When it last took new tokens.
             */
            last_seen_at: string;
            location?: components["schemas"]["DeviceLocation"] | null;
            /** @description What people call it. */
            name: string;
            /** @description Where else a telephone is registered, each with where a call from there would be sent to. */
            older_registrations?: components["schemas"]["DeviceLocation"][];
            permission?: components["schemas"]["LocationPermission"] | null;
            /**
             * Format: date-time
             * @description When it signed in.
             */
            signed_in_at: string;
        };
        /**
         * Format: uuid
         * @description One installed desktop client or one desk phone.
         */
        DeviceId: string;
        /** @description Where a device is. */
        DeviceLocation: {
            /** @description Where an emergency call from this device would be sent to. */
            dispatch: components["schemas"]["Dispatch"];
            /** @description What came of it. */
            encounter: components["schemas"]["Encounter"];
            /** @description What was measured and seen there. */
            evidence: components["schemas"]["Evidence"];
            /**
             * Format: date-time
             * @description When that was.
             */
            identified_at: string;
            /** @description Which network. */
            network_key: components["schemas"]["NetworkKey"];
            /** @description Names and addresses of the place that its owner has said, and of every one that the wiremap gives. */
            places: components["schemas"]["NamedPlace"][];
            /** @description The device's present stay. */
            stay: components["schemas"]["StayId"];
        };
        /** @description What somebody did on a call. */
        Did: {
            /** @enum {string} */
            did: "placed";
        } | {
            /** @enum {string} */
            did: "answered";
        } | {
            /** @enum {string} */
            did: "declined";
        } | {
            /** @enum {string} */
            did: "picked_up";
        } | {
            /** @enum {string} */
            did: "transferred";
            to?: components["schemas"]["Number"] | null;
        };
        /**
         * @description Which way a call went.
         * @enum {string}
         */
        Direction: "incoming" | "placed";
        /** @description Where an emergency call would be sent to now, and what it would fall back to. */
        Dispatch: {
            location?: components["schemas"]["DispatchableLocation"] | null;
            next?: components["schemas"]["DispatchableLocation"] | null;
            /** @description Every rung above the one in force, the best first, with why it was skipped. */
            skipped: components["schemas"]["Skipped"][];
        };
        /** @description An address that stands on one rung. */
        DispatchableLocation: {
            /** @description The address. */
            address: components["schemas"]["CivicAddress"];
            /**
             * Format: date-time
             * @description When the server heard what the owner said, whatever the clock of their device says; absent for what nobody has said.
             */
            heard_at?: string | null;
            /** @description What people call the place. */
            label: string;
            place?: components["schemas"]["Place"] | null;
            rank?: components["schemas"]["Rank"] | null;
            /** @description Which rung. */
            rung: components["schemas"]["Rung"];
            /**
             * Format: date-time
             * @description When the owner said that this is the place, or since when the rule stands that does; absent for what is not about the
             *     present network.
             */
            since?: string | null;
        };
        /** @description What came of an [`Action`]. */
        Done: {
            /** @enum {string} */
            done: "ok";
        } | (components["schemas"]["DeskPhoneCredentials"] & {
            /** @enum {string} */
            done: "credentials";
        }) | {
            /** @enum {string} */
            done: "saved";
            /** @description Where. */
            path: string;
        };
        /** @description An emergency call, or a test of one. */
        EmergencyCall: {
            acknowledged?: components["schemas"]["Acknowledged"] | null;
            /**
             * Format: date-time
             * @description When it was dialled.
             */
            at: string;
            /** @description The number at which they are called back; empty where there is none. */
            callback: string;
            callback_source?: components["schemas"]["CallbackSource"] | null;
            /** @description Who called; empty where nobody knows. */
            caller: string;
            /** @description What was dialled. */
            dialled: string;
            /** @description The address that went with the call, and the rungs above it that had none. */
            dispatch: components["schemas"]["Dispatch"];
            /** @description The PIDF-LO document (RFC 4119) in which it went; none where there was no address. */
            document?: string | null;
            /** @description Which one. */
            id: components["schemas"]["EmergencyCallId"];
            /** @description Whoever is shown this was alerted, and is to acknowledge it. */
            is_alert: boolean;
            /** @description A test: nobody was called. */
            is_test: boolean;
            /** @description The lines of that address, as they stand on an envelope. */
            lines: string[];
            /** @description How far it is. */
            progress: components["schemas"]["Progress"];
            /** @description How it is known which telephone it came from. */
            proof?: components["schemas"]["CallerProof"];
            site?: components["schemas"]["SiteId"] | null;
            /** @description Its name. */
            site_name?: string | null;
        };
        /**
         * Format: uuid
         * @description An emergency call, or a test of one.
         */
        EmergencyCallId: string;
        /** @description What comes of being on a network. */
        Encounter: {
            /**
             * Format: date-time
             * @description When, by the clock of the device that it was said on.
             */
            at: string;
            /** @enum {string} */
            encounter: "settled";
            /**
             * Format: date-time
             * @description When the server heard it; absent in what was stored before that was kept.
             */
            heard_at?: string | null;
            /** @description Where. */
            place: components["schemas"]["Place"];
            /** @description In which report. */
            report: components["schemas"]["ReportId"];
        } | {
            /** @enum {string} */
            encounter: "confirm";
            lapse?: components["schemas"]["Lapse"] | null;
            /** @description What the wiremap gives. */
            match: components["schemas"]["RuleMatch"];
        } | {
            /** @description At least two. */
            candidates: components["schemas"]["RuleMatch"][];
            /** @enum {string} */
            encounter: "choose";
            lapse?: components["schemas"]["Lapse"] | null;
        } | {
            /** @enum {string} */
            encounter: "add";
            lapse?: components["schemas"]["Lapse"] | null;
            /** @description The owner marked this network as one that they carry, so recent addresses come first. */
            portable: boolean;
        };
        /**
         * @description Stable names of what can go wrong. A client acts on these, never on the message.
         * @enum {string}
         */
        ErrorCode: "malformed" | "invalid" | "unauthenticated" | "wrong_credentials" | "forbidden" | "forbidden_by_policy" | "not_found" | "conflict" | "outdated" | "other_site" | "in_use" | "needs_confirmation" | "not_pending" | "not_open" | "limit_reached" | "locked" | "hindered" | "no_callback_number" | "needs_tls" | "appearance_taken" | "line_refused" | "too_large" | "too_many_requests" | "resync" | "unavailable" | "internal";
        /** @description Everything that is known about where a device is: what the device measured and what the server saw. */
        Evidence: {
            /** @description What the device measured. */
            network: components["schemas"]["AccessNetwork"];
            public_ip?: components["schemas"]["PublicIp"] | null;
        };
        /** @description One field that is wrong. */
        FieldError: {
            /** @description Path of the field, such as `address.pc`. */
            field: string;
            /** @description What is wrong with it, for people: a sentence. */
            message: string;
        };
        /** @description Where calls of a line are sent on to. What is not set for one reason goes by [`Forwarding::then`]. */
        Forwarding: {
            /**
             * Format: int32
             * @description How long a call rings, in seconds.
             */
            after_seconds: number;
            always?: components["schemas"]["Number"] | null;
            busy?: components["schemas"]["Number"] | null;
            /** @description Nobody is rung: callers hear that the line is busy, or go where those go who find it busy. */
            do_not_disturb?: boolean;
            /** @description Where it goes then; at once where there is nobody to ring, or all have declined. */
            then: components["schemas"]["Then"];
            unreachable?: components["schemas"]["Number"] | null;
        };
        /** @description Where calls of a line are sent on to. Its `version` is what a change names in `If-Match`. */
        ForwardingSettings: {
            /** @description They are the line's own; else they are what its delegator has set for all their calls. */
            own: boolean;
            /** @description The settings that hold. */
            settings: components["schemas"]["Forwarding"];
            /**
             * Format: int32
             * @description Counts changes of the line's own settings.
             */
            version: number;
        };
        /** @description The router that carries the physical default route. */
        Gateway: {
            /**
             * @description Its address. On an IPv6-only network the router's link-local address.
             * @example 192.168.1.1
             */
            ip: string;
            /**
             * @description Its link-layer address; absent while it is not resolved.
             * @example 00:1b:21:3c:4d:5e
             */
            mac?: string | null;
            /**
             * @description The IPv4 subnet that holds it, from the device's own address and prefix length; absent on IPv6-only networks.
             * @example 192.168.1.0/24
             */
            subnet?: string | null;
        };
        /** @description The present network. */
        Here: {
            /** @description What was measured, and what the server saw. */
            evidence: components["schemas"]["Evidence"];
            /** @description Sources that the computer could not ask, in words for people. */
            lacking: string[];
            matched?: components["schemas"]["RuleMatch"] | null;
            /** @description A name for people: the SSID, the DNS suffix or the router's address. */
            name: string;
            network_key?: components["schemas"]["NetworkKey"] | null;
            place?: components["schemas"]["NamedPlace"] | null;
            /** @description It travels with the user. */
            portable: boolean;
        };
        /**
         * @description What keeps a side from taking part.
         * @enum {string}
         */
        Hindrance: "policy_off" | "unlicensed" | "inactive";
        /** @description One call of a line, once it is over. */
        HistoryEntry: components["schemas"]["CallOutcome"] & {
            /**
             * Format: date-time
             * @description When the two sides were connected.
             */
            answered?: string | null;
            /**
             * Format: date-time
             * @description When it began to ring, or was placed.
             */
            began: string;
            /** @description Which call. */
            call: components["schemas"]["CallId"];
            /** @description Which way it went. */
            direction: components["schemas"]["Direction"];
            encryption?: components["schemas"]["MediaEncryption"] | null;
            /**
             * Format: date-time
             * @description When it was over, or left the line.
             */
            ended: string;
            /** @description Which line. */
            line: components["schemas"]["LineId"];
            /** @description It was locked at its end: only those who took part see with whom it was. */
            locked: boolean;
            /** @description With whom. */
            other: components["schemas"]["OtherParty"];
            /** @description Who did what, in order: the one who placed it on behalf is the first. */
            steps: components["schemas"]["HistoryStep"][];
            /** @description The number was kept from who was called. */
            withheld?: boolean;
        };
        /** @description A page of a line's call history, newest first. What a lock hides is left out. */
        HistoryPage: {
            /**
             * Format: date-time
             * @description Name this in `before` to read on; absent at the end.
             */
            before?: string | null;
            /** @description The calls. */
            items: components["schemas"]["HistoryEntry"][];
            /** @description Names of everybody that they mention. */
            people: components["schemas"]["Person"][];
        };
        /** @description Who did what, and when. */
        HistoryStep: components["schemas"]["Did"] & {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who. */
            by: components["schemas"]["DelegateId"];
        };
        /** @description Some hours that begin on some days. */
        Hours: {
            /** @description The days on which they begin. */
            days: components["schemas"]["Day"][];
            /**
             * @description First moment, on the wall clock, such as `09:00:00`.
             * @example 09:00:00
             */
            from: string;
            /**
             * @description The moment after the last one. Not later than `from` means on the next day: a night, or 24 hours.
             * @example 09:00:00
             */
            to: string;
        };
        /**
         * @description Where the tokens are kept.
         * @enum {string}
         */
        Keychain: "ready" | "locked" | "missing";
        /**
         * @description Why what the owner said of a network before does not settle where it is.
         * @enum {string}
         */
        Lapse: "newer_rule" | "rule_gone" | "asked_again" | "carried";
        /** @description A shared line that the caller is entitled to, with the calls on it. */
        Line: {
            /** @description The calls on it, by number. */
            calls: components["schemas"]["LineCall"][];
            /** @description Whose it is. */
            delegator: components["schemas"]["UserId"];
            /** @description Their name. */
            delegator_name: string;
            forwarding?: components["schemas"]["ForwardingSettings"] | null;
            /** @description Which line. */
            id: components["schemas"]["LineId"];
            /** @description Those on the line who are not to be disturbed: its calls do not ring with them. */
            not_disturbed: components["schemas"]["DelegateId"][];
            /** @description Its number; E.164. */
            number: components["schemas"]["Number"];
            /** @description Names of everybody that the calls and their offers mention. */
            people: components["schemas"]["Person"][];
            place_refused?: components["schemas"]["LineRefusal"] | null;
            /** @description The number as people write it. */
            shown: string;
            /** @description The caller's delegation is suspended, so that they see only the calls that they are on. */
            suspended: boolean;
            /** @description The telephone system can be reached. */
            switch_there: boolean;
        };
        /**
         * @description The kinds of [`CallAction`], as they are offered.
         * @enum {string}
         */
        LineAction: "answer" | "decline" | "hold" | "retrieve" | "lock" | "unlock" | "transfer" | "consult" | "complete_transfer" | "abort_transfer" | "hang_up";
        /** @description A call on a line with what the caller may do about it. */
        LineCall: components["schemas"]["AppearanceView"] & {
            /** @description Every action, each with the reason where it is not to be had now. */
            offers: components["schemas"]["Offer"][];
        };
        /**
         * Format: uuid
         * @description A shared line: one direct number of a delegator.
         */
        LineId: string;
        /** @description Why something is refused. Nothing changes then. */
        LineRefusal: {
            /** @description Who has it. */
            by: components["schemas"]["DelegateId"];
            /** @enum {string} */
            reason: "appearance_taken";
            /** @description What became of the call. */
            state: components["schemas"]["Phase"];
        } | {
            by?: components["schemas"]["DelegateId"] | null;
            /** @enum {string} */
            reason: "outdated";
            /** @description What became of it. */
            state: components["schemas"]["Phase"];
        } | {
            /** @enum {string} */
            reason: "over";
        } | {
            /** @enum {string} */
            reason: "not_entitled";
        } | {
            /** @enum {string} */
            reason: "suspended";
        } | {
            /** @description What it takes. */
            privilege: components["schemas"]["Privilege"];
            /** @enum {string} */
            reason: "needs_privilege";
        } | {
            /** @enum {string} */
            reason: "outside_schedule";
        } | {
            /** @description By whom. */
            by: components["schemas"]["DelegateId"];
            /** @enum {string} */
            reason: "locked";
        } | {
            by?: components["schemas"]["DelegateId"] | null;
            /** @enum {string} */
            reason: "not_on_call";
        } | {
            /** @enum {string} */
            reason: "own_call";
        } | {
            /** @enum {string} */
            reason: "not_ringing";
        } | {
            /** @enum {string} */
            reason: "not_ringing_with_you";
        } | {
            /** @enum {string} */
            reason: "not_active";
        } | {
            /** @enum {string} */
            reason: "not_held";
        } | {
            /** @enum {string} */
            reason: "already_locked";
        } | {
            /** @enum {string} */
            reason: "not_locked";
        } | {
            /** @enum {string} */
            reason: "underway";
        } | {
            /** @enum {string} */
            reason: "nothing_underway";
        } | {
            /** @enum {string} */
            reason: "not_answered_yet";
        } | {
            /** @enum {string} */
            reason: "retrieve_first";
        } | {
            /** @enum {string} */
            reason: "no_phone";
        } | {
            /** @enum {string} */
            reason: "not_your_phone";
        } | {
            /** @enum {string} */
            reason: "line_full";
        } | {
            /** @enum {string} */
            reason: "call_exists";
        } | {
            /** @enum {string} */
            reason: "switch_gone";
        };
        /**
         * Format: uuid
         * @description A company location (building, floor or zone; a site has its own root one).
         */
        LocationId: string;
        /**
         * @description Levels of the tree, the highest first. A location hangs below one of a higher level; levels may be skipped.
         * @enum {string}
         */
        LocationKind: "site" | "building" | "floor" | "zone";
        /**
         * @description What the operating system of a computer says to reading what tells the place (docs/rules.md, Location permission).
         * @enum {string}
         */
        LocationPermission: "granted" | "denied" | "unavailable";
        /** @description A location report as the device sends it. Sending one twice is the same report. */
        LocationReport: {
            answered?: components["schemas"]["LocationId"] | null;
            /**
             * Format: date-time
             * @description When the user said it, by the device's clock.
             */
            at: string;
            /** @description The locations between which the wiremap had left the choice when the user said it. */
            candidates?: components["schemas"]["LocationId"][];
            /** @description What the user said. */
            choice: components["schemas"]["Choice"];
            /** @description Its identity, made by the device. */
            id: components["schemas"]["ReportId"];
            /** @description The network that it is about. */
            network: components["schemas"]["AccessNetwork"];
            /** @description The network travels with the user (a phone's hotspot): it has no address of its own, each stay is asked for. */
            portable?: boolean;
            /** @description During which stay it was made. */
            stay: components["schemas"]["StayId"];
        };
        /** @description The caller, as `GET /v1/me` and the snapshot tell. */
        Me: {
            /** @description Name of the organisation. */
            account: string;
            /**
             * Format: date-time
             * @description Reports up to here are set aside: an administrator asked again.
             */
            ask_again_since?: string | null;
            /** @description What the user has set for all their calls. */
            call_settings: components["schemas"]["UserCallSettings"];
            default_address?: components["schemas"]["PersonalLocationId"] | null;
            /** @description An administrator has locked the user's delegation settings. */
            delegation_locked?: boolean;
            /** @description E-mail address. */
            email: string;
            /** @description The user's extension. */
            extension?: string | null;
            /** @description Who. */
            id: components["schemas"]["UserId"];
            /** @description Has a phone licence and calling plan. */
            licensed: boolean;
            /** @description Name for people. */
            name: string;
            /** @description The user's direct numbers, which are their shared lines; E.164. */
            numbers?: string[];
            /** @description What holds for this user. */
            policy: components["schemas"]["Policy"];
            /** @description What the user is besides a user. */
            roles: components["schemas"]["Roles"];
            /** @description The user's site. */
            site: components["schemas"]["SiteId"];
            /** @description Address of the site, the last fallback of an emergency call. */
            site_address: components["schemas"]["CivicAddress"];
            /** @description Its name. */
            site_name: string;
        };
        /**
         * @description Whether the sound of a call was encrypted (SRTP) on its way to each side, as far as signalling said, last. Nothing where it said
         *     nothing.
         */
        MediaEncryption: {
            /** @description To the other party, or the carrier that leads there. */
            other?: boolean | null;
            /** @description To the telephone on which somebody here had the call. */
            own?: boolean | null;
        };
        /**
         * @description The kind of link that carries the default route.
         * @enum {string}
         */
        Medium: "wired" | "wifi" | "virtual";
        /** @description A place with its name and address. */
        NamedPlace: {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @description What people call it, such as `Leeds office, 4th floor`. */
            label: string;
            /** @description The address in the lines of its country. */
            lines: string[];
            /** @description Which place. */
            place: components["schemas"]["Place"];
        };
        /**
         * @description The stable identity of an access network, as canonical text.
         *
         *     Made of the physical default gateway's MAC and IP address with the IPv4 subnet (on an IPv6-only network the
         *     router's link-layer address alone), followed by the switch chassis and port where the wire speaks LLDP. A gateway
         *     MAC that is not unique or not lasting takes the SSID, else the DNS suffix, else the public IP with it. Chassis and port
         *     stand in it in their canonical spelling, also where it comes from a store or from a device of an older version.
         *     Everything else under the same key is evidence that may change without making another network.
         * @example gw 00:1b:21:3c:4d:5e 192.168.1.1 192.168.1.0/24
         */
        NetworkKey: string;
        /**
         * @description A number that a phone could dial: digits, `*` and `#`, a plus sign at most at the beginning; 32 characters at most.
         * @example +442079460018
         */
        Number: string;
        /** @description First and last number of a [`PortRange`]. */
        Numbers: {
            /**
             * Format: int32
             * @description The first.
             */
            from: number;
            /**
             * Format: int32
             * @description The last.
             */
            to: number;
        };
        /** @description An action, and whether somebody may take it now. */
        Offer: {
            /** @description Which action. */
            action: components["schemas"]["LineAction"];
            refused?: components["schemas"]["LineRefusal"] | null;
        };
        /** @description Who is at the other end. */
        OtherParty: {
            /** @description Their name, where the switch or a directory knows it. */
            name?: string | null;
            number?: components["schemas"]["Number"] | null;
        };
        /** @description Another link that is up and has a default route which traffic does not take. */
        OtherUplink: {
            /** @description Its router's link-layer address, where known. */
            gateway_mac?: string | null;
            /** @description Interface name. */
            interface: string;
            /** @description What kind of link it is. */
            medium: components["schemas"]["Medium"];
            wifi?: components["schemas"]["Wifi"] | null;
        };
        /** @description One page of a list. */
        Page_DirectoryEntry: {
            /** @description What is on it. */
            items: (components["schemas"]["Delegate"] & {
                /** @description Why they cannot be asked now, in a sentence for people; absent where they can. */
                hindrance?: string | null;
            })[];
            /**
             * Format: int64
             * @description Number of the first item, from 0.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_LocationView: {
            /** @description What is on it. */
            items: (components["schemas"]["CompanyLocation"] & {
                /** @description What an emergency call from there carries: the address, with building, floor and room from the tree where it lacks them. */
                emergency_address: components["schemas"]["CivicAddress"];
                /** @description That in the lines of its country. */
                lines: string[];
                /** @description Names from the site down to this one. */
                path: string[];
                /**
                 * Format: int32
                 * @description How many wiremap rules are bound to it.
                 */
                rule_count: number;
            })[];
            /**
             * Format: int64
             * @description Number of the first item, from 0.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /** @description One page of a list. */
        Page_ReportView: {
            /** @description What is on it. */
            items: {
                /** @description From which device. */
                device: components["schemas"]["DeviceId"];
                /** @description Its name. */
                device_name: string;
                /** @description What was sent and what the server saw during the stay. */
                evidence: components["schemas"]["Evidence"];
                /** @description Which network it was about. */
                network_key: components["schemas"]["NetworkKey"];
                place?: components["schemas"]["NamedPlace"] | null;
                proposal?: components["schemas"]["ProposalState"] | null;
                /**
                 * Format: date-time
                 * @description When it reached the server.
                 */
                received_at: string;
                /** @description What was sent. */
                report: components["schemas"]["LocationReport"];
            }[];
            /**
             * Format: int64
             * @description Number of the first item, from 0.
             */
            offset: number;
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            total: number;
        };
        /**
         * @description One of the two sides.
         * @enum {string}
         */
        Party: "delegator" | "delegate";
        /** @description Permission to read what tells the place (docs/rules.md, Location permission). */
        Permission: {
            /** @enum {string} */
            state: "not_asked";
        } | {
            /** @enum {string} */
            state: "asking";
        } | {
            /** @enum {string} */
            state: "granted";
        } | {
            /** @enum {string} */
            state: "denied";
        } | {
            /** @description Why, in one sentence for people. */
            reason: string;
            /** @enum {string} */
            state: "unavailable";
        };
        /** @description Somebody by name. */
        Person: {
            /** @description Name for people. */
            name: string;
            /** @description Which user or common area phone. */
            who: components["schemas"]["DelegateId"];
        };
        /** @description A place of the caller's own. */
        PersonalLocation: {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @description Which one. */
            id: components["schemas"]["PersonalLocationId"];
            /** @description The address in the lines of its country. */
            lines: string[];
            /** @description What its owner calls it. */
            name: string;
            /**
             * Format: int32
             * @description How many networks were reported for it.
             */
            networks: number;
            /**
             * Format: date-time
             * @description Last change.
             */
            updated_at: string;
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /**
         * Format: uuid
         * @description A personal location.
         */
        PersonalLocationId: string;
        /**
         * @description The three states that people see.
         * @enum {string}
         */
        Phase: "alerting" | "active" | "held";
        /**
         * Format: uuid
         * @description A common area phone.
         */
        PhoneId: string;
        /**
         * @description Who made a telephone, as far as its settings are written differently.
         * @enum {string}
         */
        PhoneMaker: "yealink" | "poly" | "grandstream" | "other";
        /** @description A place where phones register. */
        PhoneServer: {
            /** @description Host and port. */
            address: string;
            /** @description How. */
            transport: components["schemas"]["PhoneTransport"];
        };
        /**
         * @description How a phone's messages travel.
         * @enum {string}
         */
        PhoneTransport: "tls" | "tcp" | "udp";
        /** @description Where a report, or a device, is. */
        Place: {
            /** @enum {string} */
            at: "company";
            /** @description Which one. */
            location: components["schemas"]["LocationId"];
        } | {
            /** @enum {string} */
            at: "personal";
            /** @description Which one. */
            personal: components["schemas"]["PersonalLocationId"];
        } | {
            /** @enum {string} */
            at: "proposed";
            /** @description Which proposal. */
            proposal: components["schemas"]["ProposalId"];
        };
        /** @description What holds for a user, after the site's overrides. */
        Policy: {
            /** @description What an administrator assigns waits for the delegate's acceptance, as an invitation does. */
            admin_assignment_needs_acceptance: boolean;
            /** @description Bootstrap mode: users may make proposals of company data. */
            bootstrap: boolean;
            /**
             * Format: int32
             * @description A computer tells where a telephone beside it is for so many minutes after the server has last heard of the computer.
             */
            co_location_minutes: number;
            /** @description Lines may be delegated. Off suspends every delegation and ends none (docs/rules.md, Delegation). */
            delegation: boolean;
            /**
             * Format: int32
             * @description How many delegates a delegator may have, those with an open invitation included.
             */
            max_delegates: number;
            /**
             * Format: int32
             * @description How many delegators a delegate may have.
             */
            max_delegators: number;
            /** @description Nomadic emergency services are on: networks are watched and reported. */
            nomadic: boolean;
            /** @description Users may keep personal locations. */
            personal_locations: boolean;
            /**
             * Format: int32
             * @description Location reports and what was observed are deleted after this many days.
             */
            retention_days: number;
        };
        /**
         * @description `prefix` followed by any number from `from` to `to`; without numbers, exactly `prefix`.
         *
         *     `Gi1/0/` with 1 to 24 holds `Gi1/0/7`, and neither `Gi1/0/07` nor `Gi1/0/7.1`.
         */
        PortRange: {
            numbers?: components["schemas"]["Numbers"] | null;
            /** @description What all ports of the range begin with, or the whole port ID. */
            prefix: string;
        };
        /**
         * @description One of [`crate::delegation::Privileges`].
         * @enum {string}
         */
        Privilege: "place_calls" | "answer_calls" | "pick_up_held" | "lock_calls";
        /** @description What a delegate may do on the delegator's lines. */
        Privileges: {
            /** @description Answer calls to the delegator's number. */
            answer_calls: boolean;
            /** @description Lock calls, so that nobody else picks them up. */
            lock_calls: boolean;
            /** @description Pick up calls that somebody else on the line has put on hold. */
            pick_up_held: boolean;
            /** @description Place calls with the delegator's number. */
            place_calls: boolean;
        };
        /** @description How far an emergency call is. */
        Progress: {
            /** @enum {string} */
            state: "leaving";
        } | {
            /**
             * Format: date-time
             * @description Since when.
             */
            at: string;
            /** @enum {string} */
            state: "answered";
        } | {
            /**
             * Format: date-time
             * @description When somebody answered; none where the caller hung up before.
             */
            answered_at?: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            at: string;
            /** @enum {string} */
            state: "ended";
        } | {
            /**
             * Format: date-time
             * @description When somebody answered; none where nobody is known to have.
             */
            answered_at?: string | null;
            /**
             * Format: date-time
             * @description When that was noticed.
             */
            at: string;
            /**
             * Format: date-time
             * @description The last time at which it is known to have gone on.
             */
            last_known_at: string;
            /** @enum {string} */
            state: "lost";
        } | {
            /**
             * Format: date-time
             * @description When that was known.
             */
            at: string;
            /** @enum {string} */
            state: "failed";
        } | {
            /** @enum {string} */
            state: "tested";
        };
        /** @description A question about the present network. */
        Prompt: {
            /** @description Policy allows (a) and (b). */
            company_allowed: boolean;
            /** @description Which network. */
            network_key: components["schemas"]["NetworkKey"];
            /** @description Its name for people. */
            network_name: string;
            /** @description Policy allows (c) and (d). */
            personal_allowed: boolean;
            /** @description What is asked. */
            question: components["schemas"]["PromptQuestion"];
            /**
             * Format: date-time
             * @description Snoozed until then.
             */
            snoozed_until?: string | null;
            /** @description Snoozed until the computer moves. */
            snoozed_until_move: boolean;
        };
        /** @description What a [`Prompt`] asks. */
        PromptQuestion: {
            /** @enum {string} */
            ask: "confirm";
            /** @description The place. */
            place: components["schemas"]["NamedPlace"];
        } | {
            /** @enum {string} */
            ask: "choose";
            /** @description The places. */
            places: components["schemas"]["NamedPlace"][];
        } | {
            /** @enum {string} */
            ask: "add";
        } | {
            /** @enum {string} */
            ask: "change";
            /** @description What is settled. */
            place: components["schemas"]["NamedPlace"];
        };
        /** @description A proposal. */
        Proposal: components["schemas"]["ProposalState"] & {
            /** @description Name of the administrator who decided, if any. */
            decided_by_name?: string | null;
            /** @description Which one. */
            id: components["schemas"]["ProposalId"];
            /**
             * Format: date-time
             * @description When it reached the server.
             */
            made_at: string;
            /** @description The place that it would be, with the address that its reporter's emergency calls carry meanwhile. */
            place: components["schemas"]["NamedPlace"];
            /** @description The report that made it. */
            report: components["schemas"]["ReportId"];
            /** @description Who made it. */
            reporter: components["schemas"]["UserId"];
            /** @description Their name. */
            reporter_name: string;
            /** @description What is asked for. */
            request: components["schemas"]["Request"];
            /** @description The site that it is about. */
            site: components["schemas"]["SiteId"];
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /**
         * Format: uuid
         * @description A proposal.
         */
        ProposalId: string;
        /** @description How far a proposal has come. */
        ProposalState: {
            /** @enum {string} */
            state: "pending";
        } | {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who decided. */
            by: components["schemas"]["UserId"];
            /** @description The location was made by the approval, so that undoing removes it. */
            created: boolean;
            /** @description The location that the network is now bound to. */
            location: components["schemas"]["LocationId"];
            /** @description The rules that the approval made. */
            rules: components["schemas"]["RuleId"][];
            /** @enum {string} */
            state: "approved";
        } | {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who decided. */
            by: components["schemas"]["UserId"];
            /** @description Why, for the reporter to read. */
            reason: string;
            /** @enum {string} */
            state: "rejected";
        } | {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @enum {string} */
            state: "withdrawn";
        };
        /** @description How far it is with setting a phone up by address. */
        Provisioning: {
            fetched?: components["schemas"]["ProvisioningFetch"] | null;
            /**
             * Format: date-time
             * @description Until when a phone that types the address gets its settings, unless one has.
             */
            valid_until: string;
        };
        /** @description That a phone has got its settings, and with them a new password. */
        ProvisioningFetch: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * @description The address that it came from.
             * @example 192.0.2.7
             */
            from: string;
            /** @description In whose files. */
            maker: components["schemas"]["PhoneMaker"];
        };
        /** @description The public IP address that the server saw. */
        PublicIp: {
            /**
             * @description The address.
             * @example 203.0.113.7
             */
            ip: string;
            /** @description It was reached through a tunnel, so it says nothing about the place and is not used. */
            through_tunnel: boolean;
        };
        /** @description What is read from the server for one screen, and not kept. */
        Question: {
            /**
             * Format: int32
             * @description Number of the first item.
             */
            offset: number;
            /** @enum {string} */
            question: "locations";
            /** @description The words; empty for all. */
            words: string;
        } | {
            /**
             * Format: int32
             * @description Number of the first item.
             */
            offset: number;
            /** @enum {string} */
            question: "reports";
        } | {
            /** @enum {string} */
            question: "devices";
        } | {
            /**
             * Format: int32
             * @description Number of the first item.
             */
            offset: number;
            /** @enum {string} */
            question: "directory";
            /** @description The words; empty for all. */
            words: string;
        } | {
            /**
             * Format: date-time
             * @description Only calls that ended before; absent for the latest.
             */
            before?: string | null;
            /** @description Which line. */
            line: components["schemas"]["LineId"];
            /** @enum {string} */
            question: "line_history";
        };
        /**
         * @description How exactly a rule tells the place; the smaller wins. The order is published in the docs and shown to the user.
         * @enum {string}
         */
        Rank: "switch_port" | "switch_chassis" | "bssid" | "gateway_mac" | "public_ip_and_subnet" | "subnet" | "public_ip";
        /** @description Where a phone is registered. */
        Registration: {
            /** @description Address and port that it was seen at. */
            address: string;
            /** @description The way to it is encrypted. */
            encrypted: boolean;
            said?: components["schemas"]["SaidLocation"] | null;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description What it calls itself; may be empty. */
            software: string;
        };
        /** @description Answer to a [`Question`]. */
        Reply: {
            /** @enum {string} */
            answer: "locations";
            /** @description To [`Question::Locations`]. */
            value: components["schemas"]["Page_LocationView"];
        } | {
            /** @enum {string} */
            answer: "reports";
            /** @description To [`Question::Reports`]. */
            value: components["schemas"]["Page_ReportView"];
        } | {
            /** @enum {string} */
            answer: "devices";
            /** @description To [`Question::Devices`]. */
            value: components["schemas"]["Device"][];
        } | {
            /** @enum {string} */
            answer: "directory";
            /** @description To [`Question::Directory`]. */
            value: components["schemas"]["Page_DirectoryEntry"];
        } | {
            /** @enum {string} */
            answer: "line_history";
            /** @description To [`Question::LineHistory`]. */
            value: components["schemas"]["HistoryPage"];
        };
        /**
         * Format: uuid
         * @description A location report; made by the device, so that sending it twice is the same report.
         */
        ReportId: string;
        /** @description What is asked for. */
        Request: {
            /** @enum {string} */
            kind: "bind";
            /** @description Which one. */
            location: components["schemas"]["LocationId"];
        } | {
            /** @description Its address. */
            address: components["schemas"]["CivicAddress"];
            /** @enum {string} */
            kind: "create";
            /** @description What to call it. */
            name: string;
            /** @description The location that it should hang below. */
            parent: components["schemas"]["LocationId"];
        };
        /** @description What a user is besides a user. */
        Roles: {
            administrator?: components["schemas"]["Administration"] | null;
            /** @description Gets emergency alerts. */
            safety_team?: boolean;
        };
        /** @description What a wiremap rule looks for. */
        RuleEvidence: {
            /** @description Chassis ID as LLDP tells it. */
            chassis: string;
            /** @enum {string} */
            kind: "switch_port";
            /** @description The port or ports. */
            ports: components["schemas"]["PortRange"];
        } | {
            /** @description Chassis ID as LLDP tells it. */
            chassis: string;
            /** @enum {string} */
            kind: "switch_chassis";
        } | {
            /** @description The address. */
            bssid: string;
            /** @enum {string} */
            kind: "bssid";
            /**
             * Format: int32
             * @description How many leading bits count, 1 to 48; 48 is exactly this one.
             */
            prefix_bits: number;
        } | {
            /** @enum {string} */
            kind: "gateway_mac";
            /** @description The router's link-layer address. */
            mac: string;
        } | {
            /** @enum {string} */
            kind: "public_ip_and_subnet";
            /**
             * @description The public address or range.
             * @example 203.0.113.7/32
             */
            public: string;
            /**
             * @description The private subnet that the device's own address must be in.
             * @example 10.4.0.0/16
             */
            subnet: string;
        } | {
            /** @enum {string} */
            kind: "subnet";
            /**
             * @description The private subnet.
             * @example 10.4.0.0/16
             */
            subnet: string;
        } | {
            /** @enum {string} */
            kind: "public_ip";
            /**
             * @description The public address or range.
             * @example 203.0.113.7/32
             */
            public: string;
        };
        /**
         * Format: uuid
         * @description A wiremap rule.
         */
        RuleId: string;
        /** @description A rule that matched. */
        RuleMatch: {
            /** @description What it looked for, and found. */
            evidence: components["schemas"]["RuleEvidence"];
            /** @description The location says that coarse evidence is enough to know it. */
            is_enough?: boolean;
            /** @description The place that the rule is bound to. */
            location: components["schemas"]["LocationId"];
            /** @description How exactly it tells the place. */
            rank: components["schemas"]["Rank"];
            /** @description The rule. */
            rule: components["schemas"]["RuleId"];
            /**
             * Format: date-time
             * @description Its age is counted from here.
             */
            updated_at: string;
        };
        /**
         * @description The rungs of the ladder, the best first.
         * @enum {string}
         */
        Rung: "confirmed_location" | "pending_report" | "automatic_wiremap" | "default_address" | "site_default";
        /** @description Where a phone of a common area was said to be in one network. */
        SaidLocation: {
            /** @description The company location. */
            location: components["schemas"]["LocationId"];
            /** @description Its name. */
            name: string;
        };
        /** @description When a delegate covers a line. */
        Schedule: {
            /** @description Any of these. */
            hours: components["schemas"]["Hours"][];
            /** @description The delegator's time zone, by its IANA name such as `Europe/London`. */
            time_zone: string;
        };
        /** @description What the user set. */
        Settings: {
            /**
             * @description Show desktop notifications. Off: the prompt waits in the tray and the window.
             * @default true
             */
            notifications?: boolean;
            /**
             * @description Start when the user signs in to the computer.
             * @default true
             */
            start_at_login?: boolean;
            /**
             * @description Light, dark, or as the system has it.
             * @default system
             */
            theme?: components["schemas"]["Theme"];
        };
        /**
         * Format: uuid
         * @description A site: the top of a tree of company locations, and the unit of policy.
         */
        SiteId: string;
        /**
         * @description Why a rung above the one in force was skipped.
         * @enum {string}
         */
        SkipReason: "nothing_said" | "newer_rule" | "rule_gone" | "asked_again" | "carried_network" | "awaits_approval" | "owner_has_said" | "nothing_matched" | "several_matched" | "evidence_too_coarse" | "no_usable_address" | "network_not_known" | "policy_off";
        /** @description A rung that was skipped, and why. */
        Skipped: {
            /** @description Why. */
            reason: components["schemas"]["SkipReason"];
            /** @description Which rung. */
            rung: components["schemas"]["Rung"];
        };
        /**
         * @description How long a prompt is put off.
         * @enum {string}
         */
        Snooze: "quarter_hour" | "hour" | "next_move";
        /**
         * @description The four states of the tray icon.
         * @enum {string}
         */
        Status: "settled" | "confirm" | "add" | "unavailable";
        /**
         * Format: uuid
         * @description One uninterrupted presence of a device on one network; made by the device.
         */
        StayId: string;
        /** @description How far the first run has come. */
        Step: {
            /** @enum {string} */
            step: "choose_server";
        } | {
            /** @enum {string} */
            step: "sign_in";
        } | {
            /** @enum {string} */
            step: "signing_in";
            /** @description The page that was opened, to be opened again or copied. */
            url: string;
        } | {
            /** @enum {string} */
            step: "permission";
        } | {
            /** @enum {string} */
            step: "ready";
        };
        /** @description A delegation is suspended, and goes on by itself once nothing hinders it. */
        Suspension: {
            /** @description Why; never empty. */
            reasons: components["schemas"]["SuspensionReason"][];
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
        };
        /** @description Why a delegation is suspended. */
        SuspensionReason: {
            /** @description What it is. */
            hindrance: components["schemas"]["Hindrance"];
            /** @description On which side. */
            party: components["schemas"]["Party"];
        };
        /** @description The switch port at the other end of the cable, as LLDP (IEEE 802.1AB) tells it. */
        SwitchPort: {
            /** @description Chassis ID TLV as text: a MAC address in our spelling, an IP address, or the string as sent. */
            chassis: string;
            /** @description Port ID TLV as text, in the same manner, such as `Gi1/0/12`. */
            port: string;
            /** @description System Name TLV, for people to read. */
            system_name?: string | null;
        };
        /** @description What a delegator grants. */
        Terms: {
            /** @description What the delegate may do. */
            privileges: components["schemas"]["Privileges"];
            schedule?: components["schemas"]["Schedule"] | null;
            /**
             * Format: date-time
             * @description The delegation ends by itself at this moment.
             */
            until?: string | null;
        };
        /**
         * @description Light, dark, or as the system has it.
         * @enum {string}
         */
        Theme: "system" | "light" | "dark";
        /** @description Where a call goes that nobody takes. */
        Then: {
            /** @enum {string} */
            kind: "voicemail";
            /** @description Which one. */
            number: components["schemas"]["Number"];
        } | {
            /** @enum {string} */
            kind: "number";
            /** @description Whom. */
            number: components["schemas"]["Number"];
        } | {
            /** @enum {string} */
            kind: "busy";
        };
        /** @description What is being done about a held call. */
        UnderwayView: {
            /** @description Who. */
            by: components["schemas"]["DelegateId"];
            /** @enum {string} */
            kind: "retrieval";
        } | {
            /** @enum {string} */
            kind: "transfer";
            /** @description To whom. */
            to: components["schemas"]["Number"];
        } | {
            /** @description They have answered. */
            answered: boolean;
            /** @enum {string} */
            kind: "consultation";
            /** @description With whom. */
            to: components["schemas"]["Number"];
        };
        /**
         * @description Why somebody could not be reached.
         * @enum {string}
         */
        Unreached: "declined" | "busy" | "no_answer" | "unreachable";
        /** @description `GET /v1/users/{id}/call-settings`: what somebody has set for all their calls. Its `version` is the `ETag`. */
        UserCallSettings: {
            /** @description The settings. */
            settings: components["schemas"]["CallSettings"];
            /**
             * Format: int32
             * @description Counts changes.
             */
            version: number;
        };
        /**
         * Format: uuid
         * @description A person with an account.
         */
        UserId: string;
        /** @description Everything that a window shows. */
        View: {
            chosen_phone?: components["schemas"]["DeviceId"] | null;
            /** @description Whether the server can be reached. */
            connection: components["schemas"]["Connection"];
            /**
             * @description Delegations of this user, on either side: open requests first, then by name. As of [`Connection::Offline`]
             *     while the server cannot be reached.
             */
            delegations: components["schemas"]["Delegation"][];
            /** @description Telephones of this user, by name. */
            desk_phones: components["schemas"]["DeskPhone"][];
            device?: components["schemas"]["DeviceId"] | null;
            /** @description Where an emergency call from this computer goes. */
            dispatch: components["schemas"]["Dispatch"];
            /** @description The lines of the address in force, in its country's format. */
            dispatch_lines: string[];
            /** @description Emergency calls of this user, tests of one, and those that they were alerted of; the newest first. */
            emergency_calls: components["schemas"]["EmergencyCall"][];
            here?: components["schemas"]["Here"] | null;
            /** @description Where the tokens are kept. */
            keychain: components["schemas"]["Keychain"];
            /**
             * @description Shared lines of this user: their own first, then by whose they are. Without calls while the server cannot be
             *     reached.
             */
            lines: components["schemas"]["Line"][];
            me?: components["schemas"]["Me"] | null;
            /** @description The lines of the next fallback's address. */
            next_lines: string[];
            /** @description Reports that wait for delivery, the oldest first. */
            outbox: components["schemas"]["Waiting"][];
            /** @description Permission to read what tells the place. */
            permission: components["schemas"]["Permission"];
            /** @description Personal locations. */
            personal_locations: components["schemas"]["PersonalLocation"][];
            prompt?: components["schemas"]["Prompt"] | null;
            /** @description Proposals that this user made, the latest first. */
            proposals: components["schemas"]["Proposal"][];
            /** @description Places that were used lately, the latest first, at most five. */
            recent: components["schemas"]["NamedPlace"][];
            /** @description The server in use, such as `https://phones.example.com`. */
            server?: string | null;
            /** @description What the user set. */
            settings: components["schemas"]["Settings"];
            /** @description The one word for the tray and the headline. */
            status: components["schemas"]["Status"];
            /** @description How far the first run has come. */
            step: components["schemas"]["Step"];
        };
        /** @description A report that waits for delivery. */
        Waiting: {
            /**
             * Format: date-time
             * @description When the user said it.
             */
            at: string;
            /** @description Name of the network. */
            network_name: string;
            /** @description Where the user said that this is. */
            place: components["schemas"]["NamedPlace"];
            /** @description The server refused it: why, in one sentence. The user must choose again. */
            refused?: string | null;
            /** @description Which report. */
            report: components["schemas"]["ReportId"];
        };
        /** @description The access point that the device is associated with. */
        Wifi: {
            /** @description The access point's address; absent where the operating system withholds it. */
            bssid?: string | null;
            /** @description Name of the wireless network, at most 32 bytes; bytes that are no UTF-8 are replaced. */
            ssid: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
